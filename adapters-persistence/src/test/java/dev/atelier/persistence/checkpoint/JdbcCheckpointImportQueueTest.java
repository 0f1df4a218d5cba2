package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.testing.CheckpointImportQueueContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;
import java.time.Duration;

@OnBothDatabases
class JdbcCheckpointImportQueueTest extends CheckpointImportQueueContract {

    private final Installation installation;

    JdbcCheckpointImportQueueTest(Installation installation) {
        installation.clear();
        this.installation = installation;
    }

    @Override
    protected CheckpointRepository checkpoints() {
        return installation.bean(CheckpointRepository.class);
    }

    @Override
    protected CheckpointImportQueue imports() {
        return installation.bean(CheckpointImportQueue.class);
    }

    @Override
    protected void letTimePass(Duration time) {
        installation.execute(
                "update checkpoint_import set next_try = next_try - " + time.toSeconds() + " * interval '1' second");
    }
}
