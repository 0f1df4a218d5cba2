package dev.atelier.bootstrap.context;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.exceptions.ConfigurationException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Builds the application context, for the service and for the commands. */
public final class AtelierContext {

    /** Whether a start initializes the installation (built-in roles, user and key); {@code false} for maintenance commands. */
    public static final String PREPARES = "atelier.prepares";

    private static final String DATA_DIR = "atelier.data-dir";
    private static final String DEFAULT_DATA_DIR = "data";

    private AtelierContext() {}

    /**
     * Starts a context.
     *
     * @param overrides settings that take precedence over the environment and files
     * @param environments names of Micronaut environments
     * @throws StartException if it cannot be started
     */
    public static ApplicationContext start(Map<String, Object> overrides, String... environments) {
        try {
            return build(ApplicationContext.builder().environments(environments), overrides)
                    .start();
        } catch (RuntimeException e) {
            throw failed(e, overrides, environments);
        }
    }

    /** The reason, in a sentence, why a context with these settings could not be started, or failed later. */
    public static RuntimeException failed(
            RuntimeException failure, Map<String, Object> overrides, String... environments) {
        // The settings are read again, because a context that has failed has lost them.
        try (ApplicationContext settings = build(ApplicationContext.builder().environments(environments), overrides)) {
            return StartException.of(failure, settings.getEnvironment());
        } catch (ConfigurationException e) {
            return failure;
        }
    }

    /**
     * Builds a context that is to be started. Its environment runs already, with former names read and the data folder,
     * wherever it was set, made absolute, because H2 accepts no other paths.
     */
    static ApplicationContext build(ApplicationContextBuilder builder, Map<String, Object> overrides) {
        ApplicationContext context = builder.packages("dev.atelier.bootstrap")
                .banner(false)
                .properties(overrides)
                .build();
        Environment environment = context.getEnvironment().start();
        String folder = environment
                .getProperty(DATA_DIR, String.class)
                .filter(given -> !given.isBlank())
                .orElse(DEFAULT_DATA_DIR);
        Map<String, Object> derived = new GivenSettings(environment).givenByFormerNames();
        absolute(folder).ifPresent(path -> derived.put(DATA_DIR, path));
        environment.addPropertySource(PropertySource.of(GivenSettings.DERIVED, derived, Integer.MAX_VALUE));
        return context;
    }

    /** Nothing for a text that is no path, which the validator rejects. */
    private static Optional<String> absolute(String folder) {
        try {
            return Optional.of(Path.of(folder).toAbsolutePath().normalize().toString());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
