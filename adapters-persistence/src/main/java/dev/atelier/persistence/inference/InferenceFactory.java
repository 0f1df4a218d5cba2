package dev.atelier.persistence.inference;

import dev.atelier.application.inference.DeleteInferences;
import dev.atelier.persistence.cleanup.Cleanup;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

@Factory
final class InferenceFactory {

    private static final int STEP = 100;

    @Singleton
    Cleanup expiredInferences(DeleteInferences deletion, InferenceConfiguration configuration, Clock clock) {
        Duration retention = configuration.retention();
        return new Cleanup(
                "inferences-retention",
                Duration.ofMinutes(1),
                () -> !retention.isZero()
                        && deletion.deleteExpired(clock.instant().minus(retention), STEP) == STEP);
    }
}
