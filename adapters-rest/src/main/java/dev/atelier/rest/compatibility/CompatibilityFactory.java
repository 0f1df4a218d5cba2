package dev.atelier.rest.compatibility;

import dev.atelier.application.endpoint.EndpointQuota;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Provides the compatibility choices that use cases apply. */
@Factory
class CompatibilityFactory {

    @Singleton
    EndpointQuota endpointLimit(CompatibilityMode compatibilityMode) {
        return new EndpointQuota(compatibilityMode.limitsRolesToOneEndpoint());
    }
}
