package dev.atelier.persistence;

import java.sql.SQLException;
import java.util.Set;

/** Recognizes why a statement failed, by the SQLSTATE of the failure or of one of its causes. */
public final class SqlStates {

    private static final Set<String> UNIQUE = Set.of("23505"); // the same in both databases
    private static final Set<String> FOREIGN_KEY = Set.of("23503", "23506"); // PostgreSQL's, H2's

    private SqlStates() {}

    /** Whether a value that must be unique exists already. */
    public static boolean isUniqueViolation(Throwable failure) {
        return isCausedBy(failure, UNIQUE);
    }

    /** Whether the row that a statement references does not exist. */
    public static boolean isForeignKeyViolation(Throwable failure) {
        return isCausedBy(failure, FOREIGN_KEY);
    }

    private static boolean isCausedBy(Throwable failure, Set<String> states) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && states.contains(String.valueOf(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }
}
