package dev.atelier.application.access;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks that a caller may grant roles. */
final class RoleGrantPolicy {

    private final RoleRepository roles;

    RoleGrantPolicy(RoleRepository roles) {
        this.roles = roles;
    }

    /** Checks that all of them exist and the caller holds every permission of them. */
    void requireGivable(Caller caller, Collection<RoleName> names) {
        List<Role> found = roles.findAll(names);
        found.forEach(role -> caller.requireGrantable(role.permissions()));
        Set<RoleName> known = found.stream().map(Role::name).collect(Collectors.toSet());
        names.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(unknown -> {
            throw new InvalidRequestException("user roles " + TextSanitizer.quote(unknown.value()) + " not exist");
        });
    }
}
