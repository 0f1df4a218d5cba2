package dev.atelier.application.testing;

import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/** Queues trainings, which then wait for the test. */
public class InMemoryTrainingRunner implements TrainingRunner {

    private final TrainingQueue queue;
    private final Set<TrainingId> stopped = new CopyOnWriteArraySet<>();
    private volatile RuntimeException stopFailure;
    private volatile RuntimeException rejection;
    private volatile boolean deliversAfterStop;

    public InMemoryTrainingRunner(TrainingQueue queue) {
        this.queue = queue;
    }

    /** From now on trainings are rejected with this; null: accepted again. */
    public void reject(RuntimeException reason) {
        rejection = reason;
    }

    /** From now on no training can be stopped, for this reason; null: all can. */
    public void failToStop(RuntimeException reason) {
        stopFailure = reason;
    }

    /** From now on trainers deliver after they were stopped. */
    public void deliverAfterStop() {
        deliversAfterStop = true;
    }

    /** The cancelled jobs, in order, each once. */
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
        if (stopFailure != null) {
            throw stopFailure;
        }
        stopped.add(job.id());
    }

    @Override
    public boolean deliversAfterStop() {
        return deliversAfterStop;
    }
}
