package dev.atelier.application;

import java.time.Duration;

/** Rejects settings with a message that names key, value and what is allowed; the start then fails. */
public final class ConfigurationChecks {

    private static final Duration MIN_DURATION = Duration.ofMillis(1);
    private static final Duration MAX_DURATION = Duration.ofDays(7);

    private ConfigurationChecks() {}

    /** @throws IllegalArgumentException unless the value is allowed */
    public static void require(boolean allowed, String key, Object value, String whatIsAllowed) {
        if (!allowed) {
            throw rejected(key, value, whatIsAllowed);
        }
    }

    /** @throws IllegalArgumentException if the value is given and does not match the pattern */
    public static void requireMatch(String key, String value, String pattern, String whatIsAllowed) {
        require(value == null || value.matches(pattern), key, value, whatIsAllowed);
    }

    /** @throws IllegalArgumentException unless the duration is at least a millisecond and at most a week */
    public static void requireDuration(String key, Duration value) {
        requireDuration(key, value, MIN_DURATION, MAX_DURATION);
    }

    /** @throws IllegalArgumentException unless the duration is within the bounds */
    public static void requireDuration(String key, Duration value, Duration least, Duration most) {
        require(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                key,
                value,
                "a duration from " + format(least) + " to " + format(most) + ", such as 500ms, 30s, 5m or 1h");
    }

    /** The exception for a value that is not allowed; null is one that is missing. */
    public static IllegalArgumentException rejected(String key, Object value, String whatIsAllowed) {
        return new IllegalArgumentException(
                key + " is " + (value == null ? "missing" : value) + "; allowed is " + whatIsAllowed);
    }

    /** In the largest unit that keeps it whole, as settings are written. */
    private static String format(Duration duration) {
        if (duration.toMillisPart() != 0) {
            return duration.toMillis() + "ms";
        }
        if (duration.toSecondsPart() != 0) {
            return duration.toSeconds() + "s";
        }
        if (duration.toMinutesPart() != 0) {
            return duration.toMinutes() + "m";
        }
        return duration.toHoursPart() != 0 ? duration.toHours() + "h" : duration.toDays() + "d";
    }
}
