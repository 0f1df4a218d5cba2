package dev.atelier.application.queue;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Latching wake-up signal for one waiting thread. A signal without a waiter is kept; several count as one. Used instead
 * of interrupts, which would close an embedded database.
 */
public final class WakeUpSignal {

    private final Semaphore permits = new Semaphore(0);

    public void wakeUp() {
        permits.release();
    }

    /** Blocks until woken up or the timeout is over. An interrupt counts as a wake-up. */
    public void await(Duration timeout) {
        try {
            if (permits.tryAcquire(Math.max(0, timeout.toNanos()), TimeUnit.NANOSECONDS)) {
                permits.drainPermits();
            }
        } catch (InterruptedException e) {
            permits.drainPermits();
        }
    }
}
