package dev.atelier.application.endpoint;

import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.endpoint.Endpoint;

/** Keeps endpoints from callers that have nothing to do with them. */
final class EndpointGuard {

    private EndpointGuard() {}

    /** @throws PermissionDeniedException unless the caller created the endpoint, or has one of its roles */
    static void requireOpen(Caller caller, Endpoint endpoint) {
        if (!endpoint.creator().equals(caller.name()) && !caller.hasAnyRole(endpoint.roles())) {
            throw new PermissionDeniedException(
                    "endpoint " + endpoint.name() + " is not open to user " + caller.name());
        }
    }
}
