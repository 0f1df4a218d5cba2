package dev.atelier.bootstrap.keys;

import dev.atelier.bootstrap.context.AtelierContext;
import io.micronaut.context.ApplicationContext;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Function;

/** Application context for commands: no server, no background work. */
final class CliApplicationContext {

    /** H2's error code for a database file that another process has open. */
    private static final int IN_USE = 90020;

    private static final Map<String, Object> SETTINGS = Map.of(
            // Initialisation depends on settings of the service, which this process may lack.
            AtelierContext.PREPARES,
            false,
            // Scheduled tasks would run on a context that is closed immediately.
            "atelier.background",
            false,
            // Errors are reported in one sentence.
            "logger.levels.root",
            "ERROR",
            "logger.levels.com.zaxxer.hikari",
            "OFF");

    private CliApplicationContext() {}

    /** Runs the action on a context and closes it. */
    static <T> T with(Function<ApplicationContext, T> action) {
        try (ApplicationContext context = AtelierContext.builder(SETTINGS).start()) {
            return action.apply(context);
        } catch (RuntimeException e) {
            if (isInUse(e)) {
                // No cause, because the innermost message is the one that is shown.
                throw new IllegalStateException("a running service holds the database; stop it and try again, or give"
                        + " keys in the settings (atelier.api-keys), or keep the rows in PostgreSQL, where keys can be"
                        + " managed while the service runs");
            }
            throw e;
        }
    }

    private static boolean isInUse(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getErrorCode() == IN_USE) {
                return true;
            }
        }
        return false;
    }
}
