package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.testing.InferenceJobRepositoryContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcInferenceJobRepositoryTest extends InferenceJobRepositoryContract {

    private final InferenceJobRepository jobs;

    JdbcInferenceJobRepositoryTest(Installation installation) {
        installation.clear();
        jobs = installation.bean(InferenceJobRepository.class);
    }

    @Override
    protected InferenceJobRepository jobs() {
        return jobs;
    }
}
