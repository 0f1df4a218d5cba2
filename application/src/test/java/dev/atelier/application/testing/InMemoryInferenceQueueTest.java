package dev.atelier.application.testing;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.QueuedJobs;
import dev.atelier.application.node.NodeDrains;
import java.time.Duration;

class InMemoryInferenceQueueTest extends InferenceQueueContract {

    private final SettableClock clock = new SettableClock();
    private final InMemoryInferenceJobRepository jobs = new InMemoryInferenceJobRepository();
    private final InMemoryInferenceQueue queue = new InMemoryInferenceQueue(jobs, clock);

    @Override
    protected InferenceJobRepository jobs() {
        return jobs;
    }

    @Override
    protected InferenceQueue queue() {
        return queue;
    }

    @Override
    protected QueuedJobs queued() {
        return queue;
    }

    @Override
    protected NodeDrains drains() {
        return queue.drains();
    }

    @Override
    protected InferenceQueue queueWithCapacity(int waiting) {
        return queue.withCapacity(waiting);
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.pass(time);
    }
}
