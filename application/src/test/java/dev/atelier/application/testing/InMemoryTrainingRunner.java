package dev.atelier.application.testing;

import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Queues trainings, which then wait for the test. */
public class InMemoryTrainingRunner implements TrainingRunner {

    private final TrainingQueue queue;
    private final List<TrainingId> stopped = new CopyOnWriteArrayList<>();
    private volatile RuntimeException rejection;

    public InMemoryTrainingRunner(TrainingQueue queue) {
        this.queue = queue;
    }

    /** From now on trainings are rejected with this; null: accepted again. */
    public void reject(RuntimeException reason) {
        rejection = reason;
    }

    /** The cancelled jobs, in order. */
    public List<TrainingId> stopped() {
        return List.copyOf(stopped);
    }

    @Override
    public void requireReady() {
        if (rejection != null) {
            throw rejection;
        }
    }

    @Override
    public void start(TrainingJob pending) {
        requireReady();
        queue.enqueue(pending);
    }

    @Override
    public boolean startInitial(TrainingJob pending) {
        requireReady();
        return queue.enqueueIfInitial(pending);
    }

    @Override
    public void stop(TrainingJob job) {
        stopped.add(job.id());
    }
}
