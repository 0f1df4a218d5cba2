package dev.atelier.persistence.access;

import dev.atelier.application.access.Roles;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.persistence.Transactions;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;

/** The roles, in {@code app_role} and {@code role_permission}. */
@Singleton
public final class JdbcRoles implements Roles {

    private final RoleRows rows;
    private final Transactions transactions;

    JdbcRoles(RoleRows rows, Transactions transactions) {
        this.rows = rows;
        this.transactions = transactions;
    }

    @Override
    public List<Role> findAll(Collection<RoleName> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        return rows.find(names.stream().map(RoleName::value).toList()).stream()
                .map(RoleRow::toRole)
                .toList();
    }

    @Override
    public void save(Role role) {
        String name = role.name().value();
        transactions.write(() -> {
            // Either statement locks the role's row, so that two who save the same role do it in turn.
            if (rows.insert(name, role.creator().value(), role.created()) == 0) {
                rows.update(name, role.creator().value(), role.created());
            }
            rows.removePermissions(name);
            role.permissions().forEach(permission -> rows.addPermission(name, permission.toString()));
            return null;
        });
    }
}
