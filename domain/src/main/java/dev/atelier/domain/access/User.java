package dev.atelier.domain.access;

import java.time.Instant;
import java.util.Set;

/** A user on whose behalf calls are made. Their roles define what they may do. */
public record User(UserName name, UserName creator, Set<RoleName> roles, Instant created) {

    public User {
        roles = Set.copyOf(roles);
    }
}
