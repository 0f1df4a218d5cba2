package dev.atelier.persistence;

import java.math.BigDecimal;
import java.time.Duration;

/** Leases and delays are measured by the database's clock, so that replicas agree on them. */
public final class DatabaseClock {

    /** SQL expression for the current time plus the parameter {@code seconds}. */
    public static final String SQL = "current_timestamp + cast(:seconds as numeric(18, 6)) * interval '1' second";

    private DatabaseClock() {}

    /** Value of the parameter {@code seconds}. */
    public static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3);
    }
}
