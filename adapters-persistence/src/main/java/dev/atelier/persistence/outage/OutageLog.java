package dev.atelier.persistence.outage;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@link DatabaseWatch} logs: each outage at once and then once a minute, and its end. Guarded by the watch. */
final class OutageLog {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatch.class);
    private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

    /** The last failure that {@link #lost} was called with and that is not logged yet; of all watches of this process. */
    private static final AtomicReference<Throwable> LOST = new AtomicReference<>();

    private String reason;
    private long began;
    private long logged;
    private boolean everLogged;

    static void lost(Throwable failure) {
        LOST.set(failure);
    }

    /** Those whose connections the outage has closed are not logged one by one. */
    static void forgetLost() {
        LOST.set(null);
    }

    void began(String why) {
        reason = why;
        began = System.nanoTime();
        logNow();
    }

    void goesOn() {
        if (isTime()) {
            logNow();
        }
    }

    void ended() {
        forgetLost();
        LOG.info("The database answers again, after {} s", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
    }

    /** Logs the last failure for lack of a connection, since there is no outage that explains it. */
    void logLost() {
        Throwable lost = LOST.get();
        if (lost != null && isTime()) {
            LOST.compareAndSet(lost, null);
            noteTime();
            LOG.warn("A statement failed because its connection was lost, although the database answers", lost);
        }
    }

    private void logNow() {
        noteTime();
        LOG.error(
                "The database does not answer ({}); requests are answered 503 and work in the background waits until it"
                        + " does",
                reason);
    }

    private boolean isTime() {
        return !everLogged || System.nanoTime() - logged >= INTERVAL;
    }

    private void noteTime() {
        everLogged = true;
        logged = System.nanoTime();
    }
}
