package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.Checkpoints;

class InMemoryDemoCheckpointCatalogTest extends DemoCheckpointCatalogContract {

    private final Checkpoints checkpoints = new InMemoryDemoCheckpointCatalog();

    @Override
    protected Checkpoints checkpoints() {
        return checkpoints;
    }
}
