package dev.atelier.rest.inference;

import dev.atelier.application.inference.PayloadAdditions;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Provides the payload settings to the application. */
@Factory
final class PayloadFactory {

    @Singleton
    PayloadAdditions additions(PayloadSettings settings) {
        return settings.additions();
    }
}
