package dev.atelier.rest.access;

import dev.atelier.application.ConfigurationChecks;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How the console is served. Created at startup, so that an invalid setting fails it.
 *
 * @param enabled whether it is served at all; not in functions
 * @param sessionLifetime after which a user has to sign in again, 1 minute to 30 days
 */
@Context
@ConfigurationProperties("atelier.console")
public record ConsoleSettings(
        @Bindable(defaultValue = "true") boolean enabled,
        @Bindable(defaultValue = "12h") Duration sessionLifetime) {

    /** The path of its first page; the others are below it. */
    public static final String PATH = "/console";

    /** The page where users sign in. */
    public static final String SIGN_IN = PATH + "/sign-in";

    /** Styles and scripts are below it. */
    public static final String ASSETS = PATH + "/assets";

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    public ConsoleSettings {
        ConfigurationChecks.require(
                sessionLifetime.compareTo(SHORTEST) >= 0 && sessionLifetime.compareTo(LONGEST) <= 0,
                "atelier.console.session-lifetime",
                sessionLifetime,
                "a time from 1 minute to 30 days, for example 12h");
    }

    /** Whether the path is open to those who have not signed in. */
    static boolean isOpen(String path) {
        return path.equals(SIGN_IN) || path.startsWith(ASSETS + "/");
    }
}
