package dev.atelier.application.inference;

import dev.atelier.application.testing.InMemoryJobs;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.JobId;
import java.util.Optional;

/** Jobs as somebody saw them who looked just before another changed them. */
final class StaleJobs extends InMemoryJobs {

    private final InferenceJob seen;

    private StaleJobs(InferenceJob seen) {
        this.seen = seen;
    }

    static StaleJobs showing(InferenceJob seen) {
        return new StaleJobs(seen);
    }

    @Override
    public Optional<InferenceJob> find(JobId id) {
        return Optional.of(seen);
    }
}
