package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.testing.CheckpointRepositoryContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;

@OnBothDatabases
class JdbcCheckpointRepositoryTest extends CheckpointRepositoryContract {

    private final CheckpointRepository checkpoints;

    JdbcCheckpointRepositoryTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        checkpoints = persistenceFixture.bean(CheckpointRepository.class);
    }

    @Override
    protected CheckpointRepository checkpoints() {
        return checkpoints;
    }
}
