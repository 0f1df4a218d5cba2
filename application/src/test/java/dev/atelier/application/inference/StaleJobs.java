package dev.atelier.application.inference;

import dev.atelier.application.testing.InMemoryInferenceJobRepository;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import java.util.Optional;

/** Returns jobs as they were before a concurrent change. */
final class StaleJobs extends InMemoryInferenceJobRepository {

    private final InferenceJob seen;

    private StaleJobs(InferenceJob seen) {
        this.seen = seen;
    }

    static StaleJobs showing(InferenceJob seen) {
        return new StaleJobs(seen);
    }

    @Override
    public Optional<InferenceJob> find(InferenceJobId id) {
        return Optional.of(seen);
    }
}
