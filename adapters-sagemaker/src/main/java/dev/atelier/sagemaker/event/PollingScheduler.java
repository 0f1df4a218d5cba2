package dev.atelier.sagemaker.event;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, again and again, at everything that nobody may ever tell of: jobs, endpoints and trainings in flight. Where there
 * is no thread for it, {@link #pollOnce} is to be called now and then instead.
 */
public final class PollingScheduler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PollingScheduler.class);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

    private final List<Runnable> looks;
    private final Runnable rest;
    private final Duration pause;
    private final Semaphore rings = new Semaphore(0);
    private final Thread thread = new Thread(this::work, "aws-watch");
    private volatile boolean stopped;

    /**
     * @param looks what is done in each round; each decides by itself what has come up
     * @param rest returns when what the looks have begun, and do not wait for, is done
     */
    public PollingScheduler(List<Runnable> looks, Runnable rest, Duration pause) {
        this.looks = List.copyOf(looks);
        this.rest = rest;
        this.pause = pause;
        thread.setDaemon(true);
    }

    /** Begins to look; to be called once. */
    public void start() {
        thread.start();
    }

    /** Looks soon instead of after the pause. */
    public void triggerNow() {
        rings.release();
    }

    /** Looks once, at all that has come up, and returns when nothing of that is left to do. */
    public void pollOnce() {
        round();
        rest.run();
    }

    /** What goes wrong with one kind keeps no other from it. */
    private void round() {
        for (Runnable look : looks) {
            try {
                look.run();
            } catch (RuntimeException | Error e) {
                LOG.error("Not everything in AWS could be looked at; it is tried again in {}", pause, e);
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        triggerNow();
        try {
            thread.join(SHUTDOWN_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        while (!stopped) {
            round();
            await();
        }
    }

    private void await() {
        try {
            if (rings.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                rings.drainPermits();
            }
        } catch (InterruptedException e) {
            LOG.debug("Nobody of ours interrupts; it is as good as a ring");
        }
    }
}
