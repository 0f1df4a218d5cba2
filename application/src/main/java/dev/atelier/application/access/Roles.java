package dev.atelier.application.access;

import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import java.util.Collection;
import java.util.List;

/** The roles. Thread-safe. */
public interface Roles {

    /** Those of the names that exist. */
    List<Role> findAll(Collection<RoleName> names);

    /** Adds the role, or replaces the one of that name. */
    void save(Role role);
}
