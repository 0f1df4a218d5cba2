package dev.atelier.sagemaker;

import io.micronaut.context.exceptions.ConfigurationException;
import java.time.Duration;

/** Rejects invalid setting values at startup, naming the key, the value and the allowed values. */
final class ConfigurationChecks {

    private ConfigurationChecks() {}

    /** @throws ConfigurationException unless the value is allowed */
    static void require(boolean allowed, String key, Object value, String whatIsAllowed) {
        if (!allowed) {
            throw rejected(key, value, whatIsAllowed);
        }
    }

    /** @throws ConfigurationException if the value is present and does not match the pattern */
    static void requireMatch(String key, String value, String pattern, String whatIsAllowed) {
        require(value == null || value.matches(pattern), key, value, whatIsAllowed);
    }

    /** @throws ConfigurationException unless the duration is within the bounds */
    static void requireDuration(String key, Duration value, Duration least, Duration most) {
        require(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                key,
                value,
                "a duration from " + format(least) + " to " + format(most) + ", such as 30s, 5m or 1h");
    }

    static ConfigurationException rejected(String key, Object value, String whatIsAllowed) {
        return new ConfigurationException(
                key + " is " + (value == null ? "missing" : value) + "; allowed is " + whatIsAllowed);
    }

    private static String format(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
