package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The node's queue, which runs one job at a time in order of arrival, and the progress of the running job. As in SD WebUI,
 * progress does not identify the job, and an interrupt applies to the running job; each job clears it at its start.
 * Thread-safe.
 */
final class GenerationQueue {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    private final ReentrantLock turn = new ReentrantLock(true);
    private boolean closed;

    private String job = "";
    private String timestamp = "0";
    private int iterations;
    private int iteration;
    private int steps;
    private int step;
    private boolean skipped;
    private boolean interrupted;
    private long startedNanos;

    /** Waits for its turn, then runs the work in this thread. */
    <T> T run(Callable<T> work) throws Exception {
        turn.lockInterruptibly();
        try {
            if (isClosed()) {
                throw WebUiErrorException.internal("RuntimeError", "The node is shutting down");
            }
            return work.call();
        } finally {
            turn.unlock();
        }
    }

    /** Like {@link #run(Callable)}, and publishes the progress of the work as a job. */
    <T> T run(String name, int count, Callable<T> work) throws Exception {
        return run(() -> {
            begin(name, count);
            try {
                return work.call();
            } finally {
                end();
            }
        });
    }

    private synchronized void begin(String name, int count) {
        job = name;
        timestamp = LocalDateTime.now(ZoneId.systemDefault()).format(SECONDS);
        iterations = count;
        iteration = 0;
        steps = 0;
        step = 0;
        skipped = false;
        interrupted = closed;
        startedNanos = System.nanoTime();
    }

    private synchronized void end() {
        job = "";
        iterations = 0;
        iteration = 0;
        steps = 0;
        step = 0;
    }

    /** Starts an iteration; a skip applied to the previous one. */
    synchronized void iteration(int number, int length) {
        iteration = number;
        steps = length;
        step = 0;
        skipped = false;
    }

    synchronized void stepDone() {
        step++;
    }

    synchronized void interrupt() {
        interrupted = true;
    }

    synchronized void skip() {
        skipped = true;
    }

    /** Whether the running job is to end. */
    synchronized boolean isInterrupted() {
        return interrupted;
    }

    /** Whether the running iteration is to end, with or without its job. */
    synchronized boolean isCutShort() {
        return interrupted || skipped;
    }

    synchronized String timestamp() {
        return timestamp;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Interrupts the running job at its next step and rejects others. */
    synchronized void close() {
        closed = true;
        interrupted = true;
    }

    /** Blocks until no job is running; call {@link #close} first. */
    @SuppressWarnings("LockNotBeforeTry") // nothing is done under the lock
    void awaitEnd() {
        turn.lock();
        turn.unlock();
    }

    synchronized ObjectNode progress() {
        double done = iterations == 0 ? 0 : .01 + (iteration + (steps == 0 ? 0 : (double) step / steps)) / iterations;
        double passed = (System.nanoTime() - startedNanos) / 1e9;
        ObjectNode progress = JsonCodec.object();
        progress.put("progress", Math.min(1, done));
        progress.put("eta_relative", done == 0 ? 0 : Math.max(0, passed / done - passed));
        progress.set("state", state());
        progress.putNull("current_image");
        return progress.putNull("textinfo");
    }

    private ObjectNode state() {
        return JsonCodec.object()
                .put("skipped", skipped)
                .put("interrupted", interrupted)
                .put("job", job)
                .put("job_count", iterations)
                .put("job_timestamp", timestamp)
                .put("job_no", iteration)
                .put("sampling_step", step)
                .put("sampling_steps", steps);
    }
}
