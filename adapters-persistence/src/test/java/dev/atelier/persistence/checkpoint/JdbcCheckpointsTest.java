package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.Checkpoints;
import dev.atelier.application.testing.CheckpointsContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcCheckpointsTest extends CheckpointsContract {

    private final Checkpoints checkpoints;

    JdbcCheckpointsTest(Installation installation) {
        installation.clear();
        checkpoints = installation.bean(Checkpoints.class);
    }

    @Override
    protected Checkpoints checkpoints() {
        return checkpoints;
    }
}
