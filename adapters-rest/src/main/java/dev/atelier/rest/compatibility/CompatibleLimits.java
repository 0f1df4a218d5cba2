package dev.atelier.rest.compatibility;

import dev.atelier.application.endpoint.EndpointLimit;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** The rows of the table that use cases keep to. */
@Factory
class CompatibleLimits {

    @Singleton
    EndpointLimit endpointLimit(Compatibility compatibility) {
        return new EndpointLimit(compatibility.limitsRolesToOneEndpoint());
    }
}
