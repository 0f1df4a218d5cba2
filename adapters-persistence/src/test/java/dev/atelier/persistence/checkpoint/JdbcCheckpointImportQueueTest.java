package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.testing.CheckpointImportQueueContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;

@OnBothDatabases
class JdbcCheckpointImportQueueTest extends CheckpointImportQueueContract {

    private final PersistenceFixture persistenceFixture;

    JdbcCheckpointImportQueueTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @Override
    protected CheckpointRepository checkpoints() {
        return persistenceFixture.bean(CheckpointRepository.class);
    }

    @Override
    protected CheckpointImportQueue imports() {
        return persistenceFixture.bean(CheckpointImportQueue.class);
    }

    @Override
    protected void letTimePass(Duration time) {
        persistenceFixture.execute(
                "update checkpoint_import set next_try = next_try - " + time.toSeconds() + " * interval '1' second");
    }
}
