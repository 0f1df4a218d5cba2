package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lists the roles that the caller may see: all with {@code role:list}, otherwise their own. */
@UseCase
public class ListRoles {

    private static final Permission SEES_ALL = new Permission(ResourceType.ROLE, Action.LIST);

    private final RoleRepository roles;

    public ListRoles(RoleRepository roles) {
        this.roles = roles;
    }

    /**
     * Up to {@code limit} roles by name, descending, after that name. {@code only} restricts the list to the role of
     * that name.
     */
    public NamePage<Role> list(Caller caller, Optional<RoleName> only, Optional<RoleName> after, int limit) {
        List<Role> found;
        if (only.isPresent()) {
            boolean visible = caller.holds(SEES_ALL) || caller.roles().contains(only.get());
            found = visible ? roles.findAll(Set.of(only.get())) : List.of();
        } else {
            found = caller.holds(SEES_ALL) ? roles.descending(after, limit + 1) : own(caller, after);
        }
        return NamePage.cut(found, limit, Role::name);
    }

    private List<Role> own(Caller caller, Optional<RoleName> after) {
        return roles.findAll(caller.roles()).stream()
                .filter(role -> after.isEmpty() || role.name().compareTo(after.get()) < 0)
                .sorted(Comparator.comparing(Role::name).reversed())
                .toList();
    }
}
