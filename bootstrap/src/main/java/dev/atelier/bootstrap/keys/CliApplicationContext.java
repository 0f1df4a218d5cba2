package dev.atelier.bootstrap.keys;

import dev.atelier.bootstrap.context.AtelierContext;
import io.micronaut.context.ApplicationContext;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Function;

/** The installation that the settings describe, seen from a command: nobody listens, and no work is done. */
final class CliApplicationContext {

    /** H2's code for a database file that another process holds. */
    private static final int IN_USE = 90020;

    private static final Map<String, Object> SETTINGS = Map.of(
            // What the service prepares depends on its own settings, which this process need not have.
            AtelierContext.PREPARES,
            false,
            // Else what is scheduled begins, and finds that all is closed again.
            "atelier.background",
            false,
            // What goes wrong is said in one sentence.
            "logger.levels.root",
            "ERROR",
            "logger.levels.com.zaxxer.hikari",
            "OFF");

    private CliApplicationContext() {}

    /** Does something with it, and closes it again. */
    static <T> T with(Function<ApplicationContext, T> action) {
        try (ApplicationContext context = AtelierContext.builder(SETTINGS).start()) {
            return action.apply(context);
        } catch (RuntimeException e) {
            if (isInUse(e)) {
                // Without the cause, whose message would be shown instead.
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
