package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.Checkpoints;
import dev.atelier.application.testing.DemoCheckpointCatalogContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcCheckpointsTest extends DemoCheckpointCatalogContract {

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
