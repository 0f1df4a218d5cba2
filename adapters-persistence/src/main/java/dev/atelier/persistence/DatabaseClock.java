package dev.atelier.persistence;

import java.math.BigDecimal;
import java.time.Duration;

/** How leases and pauses count: by the database's clock, so that replicas agree on them. */
public final class DatabaseClock {

    /** The moment in SQL, with a parameter {@code seconds}. */
    public static final String SQL = "current_timestamp + cast(:seconds as numeric(18, 6)) * interval '1' second";

    private DatabaseClock() {}

    /** The value of that parameter. */
    public static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3);
    }
}
