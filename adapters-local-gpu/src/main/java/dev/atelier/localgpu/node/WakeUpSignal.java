package dev.atelier.localgpu.node;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Wakes one thread that waits for any of several things. A ring while nobody waits is kept, many rings count as one.
 * Worker threads are woken so, and never interrupted: an interrupt would close a database that lies in a file.
 */
public final class WakeUpSignal {

    private final Semaphore rings = new Semaphore(0);

    public void ring() {
        rings.release();
    }

    /** Waits for a ring, or until the time is over. */
    public void await(Duration longest) {
        try {
            if (rings.tryAcquire(Math.max(0, longest.toNanos()), TimeUnit.NANOSECONDS)) {
                rings.drainPermits();
            }
        } catch (InterruptedException e) {
            // Nobody of ours interrupts, and the thread is ours: as good as a ring.
            rings.drainPermits();
        }
    }
}
