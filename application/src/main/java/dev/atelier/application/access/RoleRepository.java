package dev.atelier.application.access;

import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The roles. Thread-safe. */
public interface RoleRepository {

    /** Those of the names that exist, in no order. */
    List<Role> findAll(Collection<RoleName> names);

    /** Up to {@code limit} roles, sorted by name as the store sorts text, descending, after this name. */
    List<Role> descending(Optional<RoleName> after, int limit);

    /** Adds the role; false, with nothing changed, when there is one of that name. */
    boolean add(Role role);

    /** Adds the role, or replaces the one of that name. */
    void save(Role role);

    /** Removes those of the names that exist, also from all users. */
    void delete(Collection<RoleName> names);
}
