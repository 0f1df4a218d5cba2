package dev.atelier.bootstrap.context;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Builds the application context, for the service and for the commands. */
public final class AtelierContext {

    /** Whether a start initializes the installation (built-in roles, user and key); {@code false} for maintenance commands. */
    public static final String PREPARES = "atelier.prepares";

    private static final String DATA_DIR = "atelier.data-dir";

    private AtelierContext() {}

    /**
     * A context that is ready to be started. The data folder is made absolute here, because H2 accepts no other paths.
     *
     * @param overrides settings that take precedence over the environment and files
     */
    public static ApplicationContextBuilder builder(Map<String, Object> overrides) {
        Map<String, Object> settings = new HashMap<>(overrides);
        settings.computeIfAbsent(
                DATA_DIR,
                setting -> System.getProperty(setting, System.getenv().getOrDefault("ATELIER_DATA_DIR", "data")));
        settings.computeIfPresent(
                DATA_DIR,
                (setting, folder) ->
                        Path.of(folder.toString()).toAbsolutePath().normalize().toString());
        return ApplicationContext.builder()
                .packages("dev.atelier.bootstrap")
                .banner(false)
                .properties(settings);
    }
}
