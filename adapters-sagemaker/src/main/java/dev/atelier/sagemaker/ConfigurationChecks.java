package dev.atelier.sagemaker;

import io.micronaut.context.exceptions.ConfigurationException;
import java.time.Duration;

/** Refuses wrong values of settings in words that name key, value and what is allowed; then nothing starts. */
final class ConfigurationChecks {

    private ConfigurationChecks() {}

    /** Stops the start unless the value is allowed. */
    static void require(boolean allowed, String key, Object value, String whatIsAllowed) {
        if (!allowed) {
            throw rejected(key, value, whatIsAllowed);
        }
    }

    /** Stops the start unless the value, which may be missing, fits the pattern. */
    static void requireMatch(String key, String value, String pattern, String whatIsAllowed) {
        require(value == null || value.matches(pattern), key, value, whatIsAllowed);
    }

    /** Stops the start unless the duration is within the bounds. */
    static void requireDuration(String key, Duration value, Duration least, Duration most) {
        require(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                key,
                value,
                "a duration from " + words(least) + " to " + words(most) + ", such as 30s, 5m or 1h");
    }

    static ConfigurationException rejected(String key, Object value, String whatIsAllowed) {
        return new ConfigurationException(
                key + " is " + (value == null ? "missing" : value) + "; allowed is " + whatIsAllowed);
    }

    private static String words(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
