package dev.atelier.application.testing;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.Invocations;

class InMemoryInvocationsTest extends InvocationsContract {

    private final InMemoryJobs jobs = new InMemoryJobs();
    private final InMemoryInvocations invocations = new InMemoryInvocations(jobs);

    @Override
    protected InferenceJobRepository jobs() {
        return jobs;
    }

    @Override
    protected Invocations invocations() {
        return invocations;
    }

    @Override
    protected Invocations invocationsWithRoomFor(int most) {
        return invocations.withRoomFor(most);
    }
}
