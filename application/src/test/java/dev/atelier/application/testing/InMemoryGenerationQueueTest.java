package dev.atelier.application.testing;

import dev.atelier.application.inference.InferenceJobRepository;

class InMemoryGenerationQueueTest extends InferenceJobRepositoryContract {

    private final InferenceJobRepository jobs = new InMemoryGenerationQueue();

    @Override
    protected InferenceJobRepository jobs() {
        return jobs;
    }
}
