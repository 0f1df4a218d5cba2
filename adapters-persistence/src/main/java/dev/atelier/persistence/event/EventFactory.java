package dev.atelier.persistence.event;

import dev.atelier.application.event.EventLog;
import dev.atelier.persistence.cleanup.Cleanup;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Duration;

@Factory
final class EventFactory {

    private static final int STEP = 1000;

    @Singleton
    Cleanup events(EventLog log) {
        return new Cleanup(
                "events-retention", Duration.ofMinutes(1), () -> log.isRecording() && log.removeExpired(STEP) == STEP);
    }
}
