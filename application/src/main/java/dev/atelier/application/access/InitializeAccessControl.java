package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Creates the built-in roles, the built-in user and the installation's own key, at every start. */
@UseCase
public class InitializeAccessControl {

    /** The role with all permissions. */
    public static final RoleName OPERATOR = new RoleName("IT Operator");

    /** The role of teams that use their own models and compute, but do not manage users. */
    public static final RoleName BYOC = new RoleName("byoc");

    /** The user on whose behalf calls without a user name are made. */
    public static final UserName BUILT_IN_USER = new UserName("api");

    /** The name of the installation's own key. */
    public static final String OWN_KEY = "default";

    private final UserRepository users;
    private final RoleRepository roles;
    private final ApiKeyRepository keys;
    private final Clock clock;

    public InitializeAccessControl(UserRepository users, RoleRepository roles, ApiKeyRepository keys, Clock clock) {
        this.users = users;
        this.roles = roles;
        this.keys = keys;
        this.clock = clock;
    }

    /** As {@link #prepare(String, Collection)}, with no key but the installation's own. */
    public void prepare(String apiKey) {
        prepare(apiKey, List.of());
    }

    /**
     * Adds what is missing. What an operator changed stays, except that the keys from the settings are replaced: the
     * installation's own, and the others.
     */
    public void prepare(String apiKey, Collection<ApiKey> others) {
        // The operators' role cannot be deleted: without it this is the first start. byoc is not created again once
        // deleted.
        if (roles.findAll(List.of(OPERATOR)).isEmpty()) {
            roles.add(new Role(BYOC, BUILT_IN_USER, withoutPeople(), clock.instant()));
            roles.add(new Role(OPERATOR, BUILT_IN_USER, Permission.everything(), clock.instant()));
        }
        if (users.find(BUILT_IN_USER).isEmpty()) {
            users.save(new User(BUILT_IN_USER, BUILT_IN_USER, Set.of(OPERATOR), clock.instant()));
        }
        replaceSettingsKeys(apiKey, others);
    }

    private void replaceSettingsKeys(String apiKey, Collection<ApiKey> others) {
        List<ApiKey> all = new ArrayList<>(others);
        all.add(ApiKey.of(OWN_KEY, apiKey, Optional.empty(), ApiKey.Origin.SETTINGS));
        requireDifferent(all, ApiKey::name, "two API keys in the settings have the name ");
        requireDifferent(all, ApiKey::hash, "the settings contain an API key twice, the second time with the name ");
        keys.replaceSettingsKeys(all);
    }

    private static void requireDifferent(List<ApiKey> keys, Function<ApiKey, String> what, String problem) {
        Set<String> seen = new HashSet<>();
        keys.stream().filter(key -> !seen.add(what.apply(key))).findFirst().ifPresent(key -> {
            throw new IllegalArgumentException(problem + key.name() + "; each needs its own, and " + OWN_KEY
                    + " is the name of the installation's own key");
        });
    }

    private static Set<Permission> withoutPeople() {
        Set<Permission> permissions = new TreeSet<>(Permission.everything());
        permissions.remove(new Permission(ResourceType.USER, Action.ALL));
        permissions.remove(new Permission(ResourceType.ROLE, Action.ALL));
        return permissions;
    }
}
