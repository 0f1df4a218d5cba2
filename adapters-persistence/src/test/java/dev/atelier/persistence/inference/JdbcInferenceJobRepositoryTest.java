package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.testing.InferenceJobRepositoryContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;

@OnBothDatabases
class JdbcInferenceJobRepositoryTest extends InferenceJobRepositoryContract {

    private final InferenceJobRepository jobs;

    JdbcInferenceJobRepositoryTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        jobs = persistenceFixture.bean(InferenceJobRepository.class);
    }

    @Override
    protected InferenceJobRepository jobs() {
        return jobs;
    }
}
