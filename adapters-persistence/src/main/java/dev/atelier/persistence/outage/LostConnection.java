package dev.atelier.persistence.outage;

import dev.atelier.application.DatabaseOutage;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;

/** Recognizes failures for lack of a connection: none could be made, or the one in use broke. */
@Singleton
public final class LostConnection implements DatabaseOutage {

    /** Connection exceptions; the server is shutting down, has crashed or is starting. The same for poolers. */
    private static final List<String> SQL_STATES = List.of("08", "57P01", "57P02", "57P03");

    /** What the pool says about a connection that it has given up; without a state. */
    private static final String GIVEN_UP = "Connection is closed";

    @Override
    public boolean isCauseOf(Throwable failure) {
        return isIn(failure);
    }

    /** As {@link #isCauseOf}. */
    public static boolean isIn(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && isLost(sql)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLost(SQLException failure) {
        String state = failure.getSQLState();
        return state == null
                ? failure instanceof SQLTransientConnectionException || GIVEN_UP.equals(failure.getMessage())
                : SQL_STATES.stream().anyMatch(state::startsWith);
    }
}
