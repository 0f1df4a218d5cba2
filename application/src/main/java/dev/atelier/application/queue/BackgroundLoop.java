package dev.atelier.application.queue;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.util.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Daemon thread that repeats a step until it is stopped. A failed step is followed by a pause, which doubles with each
 * further failure; the first of them is logged, and then one a minute. Thread-safe.
 */
public final class BackgroundLoop {

    private static final long LOG_INTERVAL = TimeUnit.MINUTES.toNanos(1);
    private static final Duration INTERRUPTED_STOP_TIMEOUT = Duration.ofSeconds(5);

    private final Thread thread;
    private final Duration minPause;
    private final Duration maxPause;
    private final Step step;
    private final BiConsumer<String, Throwable> log;
    private final WakeUpSignal wakeUpSignal = new WakeUpSignal();
    private Supplier<CompletableFuture<Void>> subscription = CompletableFuture::new;
    private UnaryOperator<Duration> pollInterval = UnaryOperator.identity();
    private Runnable atEnd = () -> {};
    private volatile boolean stopped;
    private Duration pause;
    private long logged;

    /** One iteration. Returns soon after {@link #isRunning} becomes false or the thread is interrupted. */
    @FunctionalInterface
    public interface Step {

        /** @return how long to wait for a wake-up before the next step; zero: not at all */
        Duration run() throws Exception;
    }

    /**
     * @param minPause after the first failure
     * @param maxPause after many
     * @param log of failures, on the level that suits them
     */
    public BackgroundLoop(
            String name, Duration minPause, Duration maxPause, BiConsumer<String, Throwable> log, Step step) {
        this.minPause = minPause;
        this.maxPause = maxPause;
        this.log = log;
        this.step = step;
        this.thread = DaemonThreads.of(name, this::run);
    }

    /** Notifications of this topic also wake it up, those included that come during a step. Call it before the start. */
    public BackgroundLoop wokenBy(NotificationBus notificationBus, String topic) {
        subscription = () -> notificationBus.nextNotification(topic);
        pollInterval = notificationBus::pollInterval;
        return this;
    }

    /** What its thread runs after the last step. Call it before the start. */
    public BackgroundLoop atEnd(Runnable action) {
        atEnd = action;
        return this;
    }

    /** Must be called once. */
    public void start() {
        thread.start();
    }

    /** Wakes it up; a step may wait for it as well. */
    public WakeUpSignal signal() {
        return wakeUpSignal;
    }

    public boolean isRunning() {
        return !stopped;
    }

    /** Lets the present step end, and begins no other. */
    public void requestStop() {
        stopped = true;
        wakeUpSignal.wakeUp();
    }

    /** Interrupts the present steps, begins no others, and waits a limited time for the threads to end. */
    public static void interruptAll(List<BackgroundLoop> loops) {
        loops.forEach(BackgroundLoop::requestStop);
        loops.forEach(loop -> loop.thread.interrupt());
        awaitAll(loops, INTERRUPTED_STOP_TIMEOUT);
    }

    /** Waits until all have ended, at most for this time. */
    public static void awaitAll(List<BackgroundLoop> loops, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        loops.forEach(loop -> loop.join(deadline, timeout));
    }

    private void join(long deadline, Duration timeout) {
        try {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            if (thread.isAlive()) {
                log.accept(thread.getName() + " did not stop within " + timeout + " and is abandoned", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        CompletableFuture<Void> notification = subscribe();
        while (isRunning()) {
            // Subscribe before the step, so that no notification in between is missed.
            notification = notification.isDone() ? subscribe() : notification;
            Duration wait = runStep();
            if (!wait.isZero() && isRunning()) {
                wakeUpSignal.await(wait);
            }
        }
        notification.cancel(false);
        atEnd.run();
    }

    private CompletableFuture<Void> subscribe() {
        CompletableFuture<Void> notification = subscription.get();
        notification.thenRun(wakeUpSignal::wakeUp);
        return notification;
    }

    private Duration runStep() {
        try {
            Duration wait = step.run();
            pause = null;
            return wait.isZero() ? wait : pollInterval.apply(wait);
        } catch (InterruptedException e) {
            return Duration.ZERO; // to stop, or to leave a job whose claim is lost
        } catch (Exception | Error e) {
            return pauseAfter(e);
        }
    }

    private Duration pauseAfter(Throwable failure) {
        boolean first = pause == null;
        Duration longer = first ? minPause : pause.multipliedBy(2);
        pause = longer.compareTo(maxPause) < 0 ? longer : maxPause;
        if (isRunning() && (first || System.nanoTime() - logged >= LOG_INTERVAL)) {
            logged = System.nanoTime();
            log.accept(thread.getName() + " failed and continues in " + pause, failure);
        }
        return pause;
    }
}
