package dev.atelier.domain.access;

import java.time.Instant;
import java.util.Set;

/** Somebody on whose behalf calls are made. What they may do follows from their roles. */
public record User(UserName name, UserName creator, Set<RoleName> roles, Instant created) {

    public User {
        roles = Set.copyOf(roles);
    }
}
