package dev.atelier.application.endpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.endpoint.Endpoint;
import java.util.Set;

/** Where a role may have one live endpoint only, checks that its roles have no other. */
final class RoleLimit {

    private RoleLimit() {}

    /** @throws InvalidRequestException if one of its roles has another endpoint */
    static void require(EndpointRepository endpoints, EndpointQuota limit, Endpoint endpoint) {
        if (!limit.onePerRole()) {
            return;
        }
        for (String role : endpoint.roles()) {
            boolean taken = endpoints.live(Set.of(role)).stream()
                    .anyMatch(other -> !other.id().equals(endpoint.id()));
            if (taken) {
                throw new InvalidRequestException(
                        "role [" + role + "] has a valid endpoint already, not allow to have another one");
            }
        }
    }
}
