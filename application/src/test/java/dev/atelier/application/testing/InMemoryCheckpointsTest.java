package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.Checkpoints;

class InMemoryCheckpointsTest extends CheckpointsContract {

    private final Checkpoints checkpoints = new InMemoryCheckpoints();

    @Override
    protected Checkpoints checkpoints() {
        return checkpoints;
    }
}
