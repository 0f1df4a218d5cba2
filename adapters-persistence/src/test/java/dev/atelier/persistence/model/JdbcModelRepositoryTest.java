package dev.atelier.persistence.model;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.model.ModelRepository;
import dev.atelier.application.testing.ModelRepositoryContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;

@OnBothDatabases
class JdbcModelRepositoryTest extends ModelRepositoryContract {

    private final PersistenceFixture persistenceFixture;

    JdbcModelRepositoryTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @Override
    protected ModelRepository models() {
        return persistenceFixture.bean(ModelRepository.class);
    }

    @Override
    protected CheckpointRepository checkpoints() {
        return persistenceFixture.bean(CheckpointRepository.class);
    }

    @Override
    protected void letTimePass(Duration time) {
        persistenceFixture.execute(
                "update model set lease_until = lease_until - " + time.toSeconds() + " * interval '1' second");
    }
}
