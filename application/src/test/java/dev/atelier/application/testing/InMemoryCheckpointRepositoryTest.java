package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.CheckpointRepository;

class InMemoryCheckpointRepositoryTest extends CheckpointRepositoryContract {

    private final CheckpointRepository checkpoints = new InMemoryCheckpointRepository();

    @Override
    protected CheckpointRepository checkpoints() {
        return checkpoints;
    }
}
