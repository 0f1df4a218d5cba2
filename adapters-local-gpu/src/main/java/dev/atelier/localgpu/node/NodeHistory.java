package dev.atelier.localgpu.node;

import dev.atelier.application.compute.ComputeNodes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What this process has had a node do. Remembers how busy it was in each minute of an hour. Thread-safe. */
final class NodeHistory {

    private static final int MINUTES = 60;
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    private final Clock clock;
    private final long begun;

    /** At the remainder of each minute: which one the other array has the milliseconds of. */
    private final long[] minutes = new long[MINUTES];

    private final long[] busyMillis = new long[MINUTES];
    private boolean running;
    private Instant since;
    private long countedUntil;
    private long busyInAll;
    private String checkpoint;
    private String version;
    private long switches;

    NodeHistory(Clock clock) {
        this.clock = clock;
        this.begun = now();
    }

    synchronized boolean isRunning() {
        return running;
    }

    /** A job begins or ends. */
    synchronized void running(boolean runs) {
        count();
        running = runs;
        since = clock.instant();
    }

    /** It generated with this checkpoint. */
    synchronized void generated(String used) {
        if (checkpoint != null && !checkpoint.equals(used)) {
            switches++;
        }
        checkpoint = used;
    }

    /** What it has loaded is unknown. */
    synchronized void forget() {
        checkpoint = null;
    }

    /** It said the version of its software. */
    synchronized void says(String softwareVersion) {
        version = softwareVersion;
    }

    synchronized Optional<String> version() {
        return Optional.ofNullable(version);
    }

    synchronized ComputeNodes.Work work() {
        count();
        return new ComputeNodes.Work(
                running,
                Optional.ofNullable(since),
                Optional.ofNullable(checkpoint),
                switches,
                busyShare(),
                Duration.ofMillis(busyInAll));
    }

    private double busyShare() {
        long now = now();
        long oldest = now / MINUTE - MINUTES + 1;
        long busy = 0;
        for (int at = 0; at < MINUTES; at++) {
            busy += minutes[at] >= oldest ? busyMillis[at] : 0;
        }
        long observed = now - Math.max(begun, oldest * MINUTE);
        return observed <= 0 ? 0 : Math.min(1, (double) busy / observed);
    }

    /** Adds the time since the last call to its minutes, if a job ran. */
    private void count() {
        long now = now();
        busyInAll += running ? Math.max(0, now - countedUntil) : 0; // clocks may be set back
        long from = Math.max(countedUntil, (now / MINUTE - MINUTES + 1) * MINUTE);
        while (running && from < now) {
            long minute = from / MINUTE;
            long until = Math.min(now, (minute + 1) * MINUTE);
            int at = (int) (minute % MINUTES);
            busyMillis[at] = until - from + (minutes[at] == minute ? busyMillis[at] : 0);
            minutes[at] = minute;
            from = until;
        }
        countedUntil = now;
    }

    /** Not by {@link Clock#millis}, which fails where the clock ticks in less than a millisecond (seen with JDK 17). */
    private long now() {
        return clock.instant().toEpochMilli();
    }
}
