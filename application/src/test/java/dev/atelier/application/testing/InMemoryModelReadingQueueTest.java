package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ModelHashRepository;
import dev.atelier.application.checkpoint.ModelReadingQueue;
import java.time.Duration;

class InMemoryModelReadingQueueTest extends ModelReadingQueueContract {

    private final SettableClock clock = new SettableClock();
    private final InMemoryCheckpointRepository checkpoints = new InMemoryCheckpointRepository();
    private final InMemoryModelReadingQueue queue = new InMemoryModelReadingQueue(checkpoints, clock);

    @Override
    protected CheckpointRepository checkpoints() {
        return checkpoints;
    }

    @Override
    protected ModelReadingQueue queue() {
        return queue;
    }

    @Override
    protected ModelHashRepository hashes() {
        return queue;
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.pass(time);
    }
}
