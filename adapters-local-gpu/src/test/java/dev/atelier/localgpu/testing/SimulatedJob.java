package dev.atelier.localgpu.testing;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A job in the node's queue, with its state. */
public final class SimulatedJob {

    final String name;
    final String taskId;
    final int images;
    final CompletableFuture<SimulatedJob> done = new CompletableFuture<>();
    final Work work;
    volatile String model = "";
    volatile boolean begun;
    volatile boolean loading;
    volatile boolean interrupted;
    volatile String timestamp = "0";
    volatile long beganNanos;
    volatile Duration lasts = Duration.ZERO;

    /**
     * The durations of a job's phases.
     *
     * @param load loads the model when the job starts
     */
    record Work(Function<SimulatedJob, Duration> load, Duration generate) {}

    SimulatedJob(String name, String taskId, int images, Work work) {
        this.name = name;
        this.taskId = taskId;
        this.images = images;
        this.work = work;
    }

    /** Whether it has started. */
    public boolean hasBegun() {
        return begun;
    }

    public boolean isDone() {
        return done.isDone();
    }

    public boolean wasInterrupted() {
        return interrupted;
    }
}
