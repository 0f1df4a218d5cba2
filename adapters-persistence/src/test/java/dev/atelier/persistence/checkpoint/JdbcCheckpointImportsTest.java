package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.application.checkpoint.Checkpoints;
import dev.atelier.application.testing.CheckpointImportQueueContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;
import java.time.Duration;

@OnBothDatabases
class JdbcCheckpointImportsTest extends CheckpointImportQueueContract {

    private final Installation installation;

    JdbcCheckpointImportsTest(Installation installation) {
        installation.clear();
        this.installation = installation;
    }

    @Override
    protected Checkpoints checkpoints() {
        return installation.bean(Checkpoints.class);
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
