package dev.atelier.persistence;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Daemon thread that runs a task repeatedly until it is stopped, pausing after a failure. */
public final class BackgroundLoop {

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundLoop.class);
    private static final long PAUSE_MILLIS = 1_000;
    private static final long MAX_STOP_MILLIS = 5_000;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private final Task task;

    /** One iteration. Returns soon after {@link #isRunning} becomes false or the thread is interrupted. */
    public interface Task {
        void run() throws Exception;
    }

    public BackgroundLoop(String name, Task task) {
        this.task = task;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    public boolean isRunning() {
        return stopped.getCount() > 0;
    }

    /** Stops all loops and waits for them to end, up to a time limit. */
    public static void stopAll(List<BackgroundLoop> threads) {
        threads.forEach(BackgroundLoop::requestStop);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MAX_STOP_MILLIS);
        threads.forEach(each -> each.join(deadline));
    }

    private void requestStop() {
        stopped.countDown();
        thread.interrupt();
    }

    private void join(long deadline) {
        try {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            if (thread.isAlive()) {
                LOG.warn("{} did not stop within {} ms and is abandoned", thread.getName(), MAX_STOP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (isRunning()) {
            try {
                task.run();
            } catch (InterruptedException e) {
                LOG.debug("{} was interrupted", thread.getName());
            } catch (Exception | Error e) {
                pause(e);
            }
        }
    }

    private void pause(Throwable failure) {
        if (!isRunning()) {
            return;
        }
        LOG.warn("{} failed and continues in {} ms", thread.getName(), PAUSE_MILLIS, failure);
        try {
            stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            LOG.debug("{} was interrupted", thread.getName());
        }
    }
}
