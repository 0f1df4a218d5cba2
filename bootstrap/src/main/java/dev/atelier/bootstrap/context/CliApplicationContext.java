package dev.atelier.bootstrap.context;

import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Application context for commands: no server, no background work. */
public final class CliApplicationContext {

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

    /**
     * Runs the action on a context and closes it.
     *
     * @param alternative to stopping a service that has the database open: the end of a sentence
     */
    public static <T> T with(String alternative, Function<ApplicationContext, T> action) {
        return with(Map.of(), alternative, action);
    }

    /** @param settings in place of those that are given otherwise */
    public static <T> T with(Map<String, Object> settings, String alternative, Function<ApplicationContext, T> action) {
        Map<String, Object> all = new HashMap<>(SETTINGS);
        all.putAll(settings);
        try (ApplicationContext context = AtelierContext.start(all)) {
            return action.apply(context);
        } catch (StartException e) {
            if (e.isDatabaseInUse()) {
                // No cause, because the innermost message is the one that is shown.
                throw new IllegalStateException(
                        "a running service holds the database; stop it and try again" + alternative);
            }
            throw e;
        }
    }
}
