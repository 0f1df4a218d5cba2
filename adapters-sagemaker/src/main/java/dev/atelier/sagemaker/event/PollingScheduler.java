package dev.atelier.sagemaker.event;

import dev.atelier.application.queue.BackgroundLoop;
import java.time.Duration;
import java.util.List;
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
    private final BackgroundLoop loop;

    /**
     * @param polls run in each round; each decides what is due
     * @param awaitCalls returns when the asynchronous work that the polls began has ended
     */
    public PollingScheduler(List<Runnable> polls, Runnable awaitCalls, Duration pause) {
        this.polls = List.copyOf(polls);
        this.awaitCalls = awaitCalls;
        this.pause = pause;
        this.loop = new BackgroundLoop("aws-poller", pause, pause, LOG::error, () -> {
            round();
            return pause;
        });
    }

    /** Starts the polling thread. Must be called once. */
    public void start() {
        loop.start();
    }

    /** Starts the next round without waiting for the interval. */
    public void triggerNow() {
        loop.signal().wakeUp();
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
        loop.requestStop();
        BackgroundLoop.awaitAll(List.of(loop), SHUTDOWN_TIMEOUT);
    }
}
