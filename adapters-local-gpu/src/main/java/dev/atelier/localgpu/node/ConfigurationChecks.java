package dev.atelier.localgpu.node;

import io.micronaut.context.exceptions.ConfigurationException;
import java.time.Duration;

/** Rejects invalid settings with a message that names key, value and what is allowed; startup then fails. */
public final class ConfigurationChecks {

    private ConfigurationChecks() {}

    /** @throws ConfigurationException unless the value is allowed */
    public static void require(boolean allowed, String key, Object value, String whatIsAllowed) {
        if (!allowed) {
            throw rejected(key, value, whatIsAllowed);
        }
    }

    /** @throws ConfigurationException unless the duration is at least a millisecond and at most a week */
    public static void requireDuration(String key, Duration value) {
        boolean allowed = value.toMillis() >= 1 && value.compareTo(Duration.ofDays(7)) <= 0;
        require(allowed, key, value, "a duration from 1ms to 7d, such as 500ms, 30s, 5m or 1h");
    }

    public static ConfigurationException rejected(String key, Object value, String whatIsAllowed) {
        return new ConfigurationException(key + " is " + value + "; allowed is " + whatIsAllowed);
    }
}
