package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.application.checkpoint.CheckpointRepository;
import java.time.Duration;

class InMemoryCheckpointImportQueueTest extends CheckpointImportQueueContract {

    private final InMemoryAtelier atelier = new InMemoryAtelier();

    @Override
    protected CheckpointRepository checkpoints() {
        return atelier.checkpoints;
    }

    @Override
    protected CheckpointImportQueue imports() {
        return atelier.imports;
    }

    @Override
    protected void letTimePass(Duration time) {
        atelier.clock.pass(time);
    }
}
