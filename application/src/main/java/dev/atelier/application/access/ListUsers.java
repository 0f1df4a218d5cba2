package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Lists the users that the caller may see: all with {@code user:list}, otherwise the caller alone. */
@UseCase
public class ListUsers {

    private static final Permission SEES_EVERYBODY = new Permission(ResourceType.USER, Action.LIST);

    private final UserRepository users;
    private final RoleRepository roles;

    public ListUsers(UserRepository users, RoleRepository roles) {
        this.users = users;
        this.roles = roles;
    }

    /** A user with roles and permissions. */
    public record Entry(User user, SortedSet<Permission> permissions) {}

    /**
     * Up to {@code limit} users by name, descending, after that name. {@code only} restricts the list to the user of
     * that name.
     */
    public NamePage<Entry> list(Caller caller, Optional<UserName> only, Optional<UserName> after, int limit) {
        NamePage<User> page = NamePage.cut(visible(caller, only, after, limit + 1), limit, User::name);
        Map<RoleName, Role> held = rolesOf(page.items());
        return new NamePage<>(
                page.items().stream()
                        .map(user -> new Entry(user, permissions(user, held)))
                        .toList(),
                page.next());
    }

    private List<User> visible(Caller caller, Optional<UserName> only, Optional<UserName> after, int limit) {
        boolean everybody = caller.holds(SEES_EVERYBODY);
        if (everybody && only.isEmpty()) {
            return users.descending(after, limit);
        }
        UserName one = only.orElse(caller.name());
        boolean visible =
                (everybody || one.equals(caller.name())) && (after.isEmpty() || one.compareTo(after.get()) < 0);
        return visible ? users.find(one).stream().toList() : List.of();
    }

    private Map<RoleName, Role> rolesOf(Collection<User> some) {
        List<RoleName> names =
                some.stream().flatMap(user -> user.roles().stream()).distinct().toList();
        return roles.findAll(names).stream().collect(Collectors.toMap(Role::name, role -> role));
    }

    private static SortedSet<Permission> permissions(User user, Map<RoleName, Role> held) {
        return user.roles().stream()
                .filter(held::containsKey)
                .flatMap(name -> held.get(name).permissions().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
