package dev.atelier.bootstrap.keys;

import dev.atelier.bootstrap.context.AtelierContext;
import dev.atelier.bootstrap.context.StartException;
import io.micronaut.context.ApplicationContext;
import java.util.Map;
import java.util.function.Function;

/** Application context for commands: no server, no background work. */
final class CliApplicationContext {

    private static final Map<String, Object> SETTINGS = Map.of(
            // Initialisation depends on settings of the service, which this process may lack.
            AtelierContext.PREPARES,
            false,
            // Scheduled tasks would run on a context that is closed immediately.
            "atelier.workers.enabled",
            false,
            "atelier.database.listen",
            false,
            "atelier.metrics.enabled",
            false,
            // Errors are reported in one sentence.
            "logger.levels.root",
            "ERROR",
            "logger.levels.dev.atelier.bootstrap.context",
            "WARN",
            "logger.levels.com.zaxxer.hikari",
            "OFF");

    private CliApplicationContext() {}

    /** Runs the action on a context and closes it. */
    static <T> T with(Function<ApplicationContext, T> action) {
        try (ApplicationContext context = AtelierContext.start(SETTINGS)) {
            return action.apply(context);
        } catch (StartException e) {
            if (e.isDatabaseInUse()) {
                // No cause, because the innermost message is the one that is shown.
                throw new IllegalStateException("a running service holds the database; stop it and try again, or give"
                        + " keys in the settings (atelier.api-keys), or keep the rows in PostgreSQL, where keys can be"
                        + " managed while the service runs");
            }
            throw e;
        }
    }
}
