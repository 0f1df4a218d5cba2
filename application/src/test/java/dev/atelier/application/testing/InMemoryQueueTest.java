package dev.atelier.application.testing;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import java.time.Duration;

class InMemoryQueueTest extends InferenceQueueContract {

    private final SettableClock clock = new SettableClock();
    private final InMemoryGenerationQueue jobs = new InMemoryGenerationQueue();
    private final InMemoryQueue queue = new InMemoryQueue(jobs, clock);

    @Override
    protected InferenceJobRepository jobs() {
        return jobs;
    }

    @Override
    protected InferenceQueue queue() {
        return queue;
    }

    @Override
    protected InferenceQueue queueWithRoomFor(int waiting) {
        return queue.withRoomFor(waiting);
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.pass(time);
    }
}
