package dev.atelier.persistence.access;

import dev.atelier.application.access.RoleRepository;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Roles, in {@code app_role} and {@code role_permission}. */
@Singleton
public final class JdbcRoleRepository implements RoleRepository {

    private final RoleDao rows;
    private final CallerCache cache;
    private final AccessLists accessLists;

    JdbcRoleRepository(RoleDao rows, CallerCache cache, AccessLists accessLists) {
        this.accessLists = accessLists;
        this.rows = rows;
        this.cache = cache;
    }

    @Override
    public List<Role> findAll(Collection<RoleName> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        return rows.find(names.stream().map(RoleName::value).toList()).stream()
                .map(RoleEntity::toRole)
                .toList();
    }

    @Override
    public List<Role> descending(Optional<RoleName> after, int limit) {
        List<RoleEntity> found =
                after.map(name -> rows.descending(name.value(), limit)).orElseGet(() -> rows.descending(limit));
        return found.stream().map(RoleEntity::toRole).toList();
    }

    @Override
    public boolean add(Role role) {
        return cache.write(() -> {
            boolean added = insert(role) > 0;
            if (added) {
                addPermissions(role);
            }
            return added;
        });
    }

    @Override
    public void save(Role role) {
        String name = role.name().value();
        cache.write(() -> {
            // Either statement locks the role's row, so that concurrent saves of the same role are serialized.
            if (insert(role) == 0) {
                rows.update(name, role.creator().value(), role.created());
            }
            rows.removePermissions(name);
            addPermissions(role);
            return null;
        });
    }

    /** The database itself removes the roles from their users. */
    @Override
    public void delete(Collection<RoleName> names) {
        if (!names.isEmpty()) {
            cache.write(() -> {
                accessLists.remove(names.stream().map(Principal::of));
                return rows.delete(names.stream().map(RoleName::value).toList());
            });
        }
    }

    private int insert(Role role) {
        return rows.insert(role.name().value(), role.creator().value(), role.created());
    }

    private void addPermissions(Role role) {
        role.permissions().forEach(permission -> rows.addPermission(role.name().value(), permission.toString()));
    }
}
