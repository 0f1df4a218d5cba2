package dev.atelier.persistence;

import java.sql.SQLException;
import java.util.Set;

/** Recognizes a statement that failed because the row that it references does not exist. */
public final class ForeignKeyViolation {

    private static final Set<String> SQL_STATES = Set.of("23503", "23506"); // PostgreSQL's, H2's

    private ForeignKeyViolation() {}

    /** Whether this failure, or one of its causes, is a foreign key violation. */
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && SQL_STATES.contains(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
