package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.CheckpointRepository;

class InMemoryDemoCheckpointCatalogTest extends DemoCheckpointCatalogContract {

    private final CheckpointRepository checkpoints = new InMemoryDemoCheckpointCatalog();

    @Override
    protected CheckpointRepository checkpoints() {
        return checkpoints;
    }
}
