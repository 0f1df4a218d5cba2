package dev.atelier.domain.access;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The user for whom a call is made, with everything they hold at this moment. */
public record Caller(UserName name, Set<RoleName> roles, Set<Permission> permissions) {

    /** In a list of roles and users: everyone. */
    public static final String EVERYONE = "*";

    private static final Permission ADMINISTRATION = new Permission(ResourceType.USER, Action.ALL);

    public Caller {
        roles = Set.copyOf(roles);
        permissions = Set.copyOf(permissions);
    }

    /** Passes if the caller holds the permission or one that includes it. */
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

    /** Passes if the caller holds each of these: nobody gives to others what they do not hold themselves. */
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

    /** Whether the caller sees and manages what belongs to others: who holds {@code user:all}. */
    public boolean isAdministrator() {
        return holds(ADMINISTRATION);
    }

    /** Passes for the owner of a thing and for administrators. */
    public void requireOwnership(UserName owner, String what) {
        if (!name.equals(owner) && !isAdministrator()) {
            throw new PermissionDeniedException(
                    what + " belongs to another user; that needs the permission " + ADMINISTRATION);
        }
    }

    /** As what something may be open to this caller: as themselves, for one of their roles, and as {@link Principal#EVERYONE}. */
    public Set<Principal> principals() {
        return Stream.concat(
                        Stream.of(Principal.EVERYONE, Principal.of(name)),
                        roles.stream().map(Principal::of))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** To whom is open what this caller makes: to who holds one of their roles, or to themselves if they hold none. */
    public Set<Principal> defaultAccessList() {
        return defaultAccessList(name, roles);
    }

    /** As above, for a user of that name who holds these roles. */
    public static Set<Principal> defaultAccessList(UserName user, Set<RoleName> roles) {
        return roles.isEmpty()
                ? Set.of(Principal.of(user))
                : roles.stream().map(Principal::of).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether something open to these roles is open to this caller. A user who is called like a role does not hold it. */
    public boolean hasAnyRole(Collection<String> names) {
        return isAdministrator() || roles.stream().map(RoleName::value).anyMatch(names::contains);
    }

    /** Whether something open to these roles and users is open to this caller. */
    public boolean isPermittedBy(Collection<Principal> rolesOrUsers) {
        return isAdministrator() || rolesOrUsers.stream().anyMatch(principals()::contains);
    }
}
