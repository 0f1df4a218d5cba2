package dev.atelier.application.testing;

import dev.atelier.application.inference.InferenceJobRepository;

class InMemoryInferenceJobRepositoryTest extends InferenceJobRepositoryContract {

    private final InferenceJobRepository jobs = new InMemoryInferenceJobRepository();

    @Override
    protected InferenceJobRepository jobs() {
        return jobs;
    }
}
