package dev.atelier.domain.access;

import java.time.Instant;
import java.util.Set;

/** A named set of permissions that users hold together. */
public record Role(RoleName name, UserName creator, Set<Permission> permissions, Instant created) {

    public Role {
        permissions = Set.copyOf(permissions);
    }
}
