package dev.atelier.application.testing;

import dev.atelier.application.access.RoleRepository;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Roles in memory. */
public class InMemoryRoleRepository implements RoleRepository {

    private final NavigableMap<RoleName, Role> roles = new TreeMap<>();
    private final InMemoryUserRepository users;

    /** @param users from which deleted roles are removed */
    public InMemoryRoleRepository(InMemoryUserRepository users) {
        this.users = users;
    }

    @Override
    public synchronized List<Role> findAll(Collection<RoleName> names) {
        return names.stream()
                .distinct()
                .map(roles::get)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public synchronized List<Role> descending(Optional<RoleName> after, int limit) {
        NavigableMap<RoleName, Role> rest =
                after.map(name -> roles.headMap(name, false)).orElse(roles);
        return rest.descendingMap().values().stream().limit(limit).toList();
    }

    @Override
    public synchronized boolean add(Role role) {
        return roles.putIfAbsent(role.name(), role) == null;
    }

    @Override
    public synchronized void save(Role role) {
        roles.put(role.name(), role);
    }

    @Override
    public synchronized void delete(Collection<RoleName> names) {
        names.forEach(name -> {
            roles.remove(name);
            users.takeOff(name);
        });
    }
}
