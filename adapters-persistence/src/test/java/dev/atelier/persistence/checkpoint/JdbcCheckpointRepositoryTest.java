package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.testing.DemoCheckpointCatalogContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcCheckpointRepositoryTest extends DemoCheckpointCatalogContract {

    private final CheckpointRepository checkpoints;

    JdbcCheckpointRepositoryTest(Installation installation) {
        installation.clear();
        checkpoints = installation.bean(CheckpointRepository.class);
    }

    @Override
    protected CheckpointRepository checkpoints() {
        return checkpoints;
    }
}
