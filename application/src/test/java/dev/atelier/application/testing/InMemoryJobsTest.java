package dev.atelier.application.testing;

import dev.atelier.application.inference.InferenceJobs;

class InMemoryJobsTest extends InferenceJobsContract {

    private final InferenceJobs jobs = new InMemoryJobs();

    @Override
    protected InferenceJobs jobs() {
        return jobs;
    }
}
