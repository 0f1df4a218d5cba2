package dev.atelier.sagemaker.event;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Periodically polls jobs, endpoints and trainings in flight, whose events may be lost. Without a thread, as in
 * Lambda, {@link #pollOnce} must be called periodically instead.
 */
public final class PollingScheduler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PollingScheduler.class);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

    private final List<Runnable> polls;
    private final Runnable awaitCalls;
    private final Duration pause;
    private final Semaphore wakeUps = new Semaphore(0);
    private final Thread thread = new Thread(this::work, "aws-poller");
    private volatile boolean stopped;

    /**
     * @param polls run in each round; each decides what is due
     * @param awaitCalls returns when the asynchronous work that the polls began has ended
     */
    public PollingScheduler(List<Runnable> polls, Runnable awaitCalls, Duration pause) {
        this.polls = List.copyOf(polls);
        this.awaitCalls = awaitCalls;
        this.pause = pause;
        thread.setDaemon(true);
    }

    /** Starts the polling thread. Must be called once. */
    public void start() {
        thread.start();
    }

    /** Starts the next round without waiting for the interval. */
    public void triggerNow() {
        wakeUps.release();
    }

    /** Runs one round and returns when the work that it began has ended. */
    public void pollOnce() {
        round();
        awaitCalls.run();
    }

    /** One failing poll does not keep the others from running. */
    private void round() {
        for (Runnable poll : polls) {
            try {
                poll.run();
            } catch (RuntimeException | Error e) {
                LOG.error("A poll of AWS failed; next round in {}", pause, e);
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
            if (wakeUps.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                wakeUps.drainPermits();
            }
        } catch (InterruptedException e) {
            LOG.debug("Interrupted; starting the next round");
        }
    }
}
