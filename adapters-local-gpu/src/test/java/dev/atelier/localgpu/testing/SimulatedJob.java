package dev.atelier.localgpu.testing;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A job in the node's queue. Whoever holds it can see what became of it. */
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
     * How long the parts of a job take.
     *
     * @param load done when its turn has come
     */
    record Work(Function<SimulatedJob, Duration> load, Duration generate) {}

    SimulatedJob(String name, String taskId, int images, Work work) {
        this.name = name;
        this.taskId = taskId;
        this.images = images;
        this.work = work;
    }

    /** Whether its turn has come. */
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
