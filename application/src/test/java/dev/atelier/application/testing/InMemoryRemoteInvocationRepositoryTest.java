package dev.atelier.application.testing;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.RemoteInvocationRepository;

class InMemoryRemoteInvocationRepositoryTest extends RemoteInvocationRepositoryContract {

    private final InMemoryInferenceJobRepository jobs = new InMemoryInferenceJobRepository();
    private final InMemoryRemoteInvocationRepository invocations = new InMemoryRemoteInvocationRepository(jobs);

    @Override
    protected InferenceJobRepository jobs() {
        return jobs;
    }

    @Override
    protected RemoteInvocationRepository invocations() {
        return invocations;
    }

    @Override
    protected RemoteInvocationRepository invocationsWithCapacity(int most) {
        return invocations.withCapacity(most);
    }
}
