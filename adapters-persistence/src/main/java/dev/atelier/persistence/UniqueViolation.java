package dev.atelier.persistence;

import java.sql.SQLException;

/** Recognizes a statement that failed because a value that must be unique exists already. */
public final class UniqueViolation {

    private static final String SQL_STATE = "23505"; // the same in both databases

    private UniqueViolation() {}

    /** Whether this failure, or one of its causes, is a violation of a unique constraint. */
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && SQL_STATE.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
