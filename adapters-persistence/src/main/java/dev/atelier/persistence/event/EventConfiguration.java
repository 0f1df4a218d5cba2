package dev.atelier.persistence.event;

import dev.atelier.application.ConfigurationChecks;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Events and their streams.
 *
 * @param retention how long events are kept; 0s: none are recorded. Default: 24h
 * @param heartbeat after how long without an event a stream sends a heartbeat. Default: 15s
 * @param streamLifetime after how long a stream ends, for its client to resume; 0s: as soon as everything recorded so far is
 *     sent. Default: 1h
 * @param streamsPerUser how many streams of a user one process serves at the same time. Default: 20
 */
@ConfigurationProperties("atelier.events")
public record EventConfiguration(
        @Bindable(defaultValue = "24h") Duration retention,
        @Bindable(defaultValue = "15s") Duration heartbeat,
        @Bindable(defaultValue = "1h") Duration streamLifetime,
        @Bindable(defaultValue = "20") int streamsPerUser) {

    private static final String PREFIX = "atelier.events.";
    private static final Duration MIN_RETENTION = Duration.ofMinutes(1);
    private static final Duration MAX_RETENTION = Duration.ofDays(90);
    private static final Duration MIN_HEARTBEAT = Duration.ofMillis(100);
    private static final Duration MAX_HEARTBEAT = Duration.ofMinutes(5);
    private static final int MAX_STREAMS = 1000;

    public EventConfiguration {
        if (!retention.isZero()) {
            ConfigurationChecks.requireDuration(PREFIX + "retention", retention, MIN_RETENTION, MAX_RETENTION);
        }
        ConfigurationChecks.requireDuration(PREFIX + "heartbeat", heartbeat, MIN_HEARTBEAT, MAX_HEARTBEAT);
        ConfigurationChecks.requireDuration(
                PREFIX + "stream-lifetime", streamLifetime, Duration.ZERO, Duration.ofDays(1));
        ConfigurationChecks.require(
                streamsPerUser >= 1 && streamsPerUser <= MAX_STREAMS,
                PREFIX + "streams-per-user",
                streamsPerUser,
                "1 to " + MAX_STREAMS);
    }

    /** Whether events are recorded at all. */
    boolean isRecording() {
        return !retention.isZero();
    }
}
