package dev.atelier.application.testing;

import dev.atelier.application.access.Roles;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Roles in this process only. */
public class InMemoryRoles implements Roles {

    private final Map<RoleName, Role> roles = new ConcurrentHashMap<>();

    @Override
    public List<Role> findAll(Collection<RoleName> names) {
        return names.stream()
                .distinct()
                .map(roles::get)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public void save(Role role) {
        roles.put(role.name(), role);
    }
}
