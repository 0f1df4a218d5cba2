package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.CheckpointImports;
import dev.atelier.application.checkpoint.Checkpoints;
import dev.atelier.application.testing.CheckpointImportsContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;
import java.time.Duration;

@OnBothDatabases
class JdbcCheckpointImportsTest extends CheckpointImportsContract {

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
    protected CheckpointImports imports() {
        return installation.bean(CheckpointImports.class);
    }

    @Override
    protected void letTimePass(Duration time) {
        installation.execute(
                "update checkpoint_import set next_try = next_try - " + time.toSeconds() + " * interval '1' second");
    }
}
