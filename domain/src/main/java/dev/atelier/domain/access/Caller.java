package dev.atelier.domain.access;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The user on whose behalf a call is made, with all roles and permissions at this moment. */
public record Caller(UserName name, Set<RoleName> roles, Set<Permission> permissions) {

    /** In a list of roles and users: everyone. */
    public static final String EVERYONE = "*";

    private static final Permission ADMINISTRATION = new Permission(ResourceType.USER, Action.ALL);

    public Caller {
        roles = Set.copyOf(roles);
        permissions = Set.copyOf(permissions);
    }

    /** The user as a caller, with the permissions that these roles of theirs carry. */
    public static Caller of(User user, Collection<Role> roles) {
        return new Caller(
                user.name(),
                user.roles(),
                roles.stream().flatMap(role -> role.permissions().stream()).collect(Collectors.toSet()));
    }

    /** Checks that the caller holds the permission or one that includes it. */
    public void require(ResourceType resourceType, Action action) {
        Permission needed = new Permission(resourceType, action);
        if (!holds(needed)) {
            throw new PermissionDeniedException("User " + name + " has no permissions: ['" + needed + "']");
        }
    }

    /** Whether the caller holds the permission or one that includes it. */
    public boolean holds(Permission needed) {
        return permissions.stream().anyMatch(held -> held.implies(needed));
    }

    /** Checks that the caller holds each of these: a caller cannot grant permissions that they do not hold. */
    public void requireGrantable(Collection<Permission> given) {
        given.stream()
                .sorted()
                .filter(permission -> !holds(permission))
                .findFirst()
                .ifPresent(missing -> {
                    throw new PermissionDeniedException(
                            "creator has no permission to assign permission [" + missing + "] to others");
                });
    }

    /** Whether the caller sees and manages other users' resources: true with {@code user:all}. */
    public boolean isAdministrator() {
        return holds(ADMINISTRATION);
    }

    /** Checks that the caller is the owner or an administrator. */
    public void requireOwnership(UserName owner, String what) {
        if (!name.equals(owner) && !isAdministrator()) {
            throw new PermissionDeniedException(
                    what + " belongs to another user; that needs the permission " + ADMINISTRATION);
        }
    }

    /** The principals that this caller is one of: the user, each of their roles, and {@link Principal#EVERYONE}. */
    public Set<Principal> principals() {
        return Stream.concat(
                        Stream.of(Principal.EVERYONE, Principal.of(name)),
                        roles.stream().map(Principal::of))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The default access list of what this caller creates: their roles, or the caller alone if they hold none. */
    public Set<Principal> defaultAccessList() {
        return defaultAccessList(name, roles);
    }

    /** As above, for a user of that name who holds these roles. */
    public static Set<Principal> defaultAccessList(UserName user, Set<RoleName> roles) {
        return roles.isEmpty()
                ? Set.of(Principal.of(user))
                : roles.stream().map(Principal::of).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether an access list of these roles includes this caller. A user with the same name as a role does not hold it.
     */
    public boolean hasAnyRole(Collection<String> names) {
        return isAdministrator() || roles.stream().map(RoleName::value).anyMatch(names::contains);
    }

    /** Whether an access list of these roles and users includes this caller. */
    public boolean isPermittedBy(Collection<Principal> rolesOrUsers) {
        return isAdministrator() || rolesOrUsers.stream().anyMatch(principals()::contains);
    }
}
