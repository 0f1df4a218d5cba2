package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.Resource;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Sees to it, at every start, that the built-in roles, the built-in user and the installation's own key are there. */
@UseCase
public class PrepareAccess {

    /** The role that may do everything. */
    public static final RoleName OPERATOR = new RoleName("IT Operator");

    /** The role of teams that bring their own models and compute, but manage no people. */
    public static final RoleName BYOC = new RoleName("byoc");

    /** The user for whom calls are made that name nobody. */
    public static final UserName BUILT_IN_USER = new UserName("api");

    private static final String OWN_KEY = "default";

    private final Users users;
    private final Roles roles;
    private final ApiKeys keys;
    private final Clock clock;

    public PrepareAccess(Users users, Roles roles, ApiKeys keys, Clock clock) {
        this.users = users;
        this.roles = roles;
        this.keys = keys;
        this.clock = clock;
    }

    /** Adds what is missing; what an operator changed meanwhile stays, except that the key is always this one. */
    public void prepare(String apiKey) {
        addRole(OPERATOR, Permission.everything());
        addRole(BYOC, withoutPeople());
        if (users.find(BUILT_IN_USER).isEmpty()) {
            users.save(new User(BUILT_IN_USER, BUILT_IN_USER, Set.of(OPERATOR), clock.instant()));
        }
        keys.save(new ApiKey(OWN_KEY, ApiKey.hash(apiKey), BUILT_IN_USER));
    }

    private void addRole(RoleName name, Set<Permission> permissions) {
        if (roles.findAll(List.of(name)).isEmpty()) {
            roles.save(new Role(name, BUILT_IN_USER, permissions, clock.instant()));
        }
    }

    private static Set<Permission> withoutPeople() {
        Set<Permission> permissions = new TreeSet<>(Permission.everything());
        permissions.remove(new Permission(Resource.USER, Action.ALL));
        permissions.remove(new Permission(Resource.ROLE, Action.ALL));
        return permissions;
    }
}
