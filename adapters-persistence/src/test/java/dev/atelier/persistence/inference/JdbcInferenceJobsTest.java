package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceJobs;
import dev.atelier.application.testing.InferenceJobsContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcInferenceJobsTest extends InferenceJobsContract {

    private final InferenceJobs jobs;

    JdbcInferenceJobsTest(Installation installation) {
        installation.clear();
        jobs = installation.bean(InferenceJobs.class);
    }

    @Override
    protected InferenceJobs jobs() {
        return jobs;
    }
}
