package dev.atelier.application.testing;

import dev.atelier.application.inference.InferenceJobRepository;

class InMemoryJobsTest extends InferenceJobRepositoryContract {

    private final InferenceJobRepository jobs = new InMemoryJobs();

    @Override
    protected InferenceJobRepository jobs() {
        return jobs;
    }
}
