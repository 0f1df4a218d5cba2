package dev.atelier.application.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test advances it. Thread-safe. */
public class SettableClock extends Clock {

    /** Its first time; of microseconds, the precision of databases. */
    public static final Instant START = Instant.parse("2026-03-04T05:06:07.123456Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    /** Advances the clock. */
    public void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** Not supported: no caller needs a zone. */
    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("this clock knows UTC only");
    }
}
