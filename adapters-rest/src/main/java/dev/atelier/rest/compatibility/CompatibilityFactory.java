package dev.atelier.rest.compatibility;

import dev.atelier.application.endpoint.EndpointQuota;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** The rows of the table that use cases keep to. */
@Factory
class CompatibilityFactory {

    @Singleton
    EndpointQuota endpointLimit(CompatibilityMode compatibilityMode) {
        return new EndpointQuota(compatibilityMode.limitsRolesToOneEndpoint());
    }
}
