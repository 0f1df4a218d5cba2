package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.merge.MergeQueue;
import java.time.Duration;

class InMemoryMergeQueueTest extends MergeQueueContract {

    private final InMemoryAtelier atelier = new InMemoryAtelier();

    @Override
    protected CheckpointRepository checkpoints() {
        return atelier.checkpoints;
    }

    @Override
    protected MergeQueue merges() {
        return atelier.merges;
    }

    @Override
    protected void letTimePass(Duration time) {
        atelier.clock.pass(time);
    }
}
