package dev.atelier.rest.console;

import dev.atelier.application.access.InitializeAccessControl;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.Role;
import java.util.List;
import java.util.stream.Stream;

/**
 * A role as its page shows it.
 *
 * @param changeable whether the caller may save it: they cannot give a permission that they do not hold
 * @param deletable whether the caller may delete it
 */
record RoleView(Role role, boolean changeable, boolean deletable) {

    private static final Permission CHANGE = new Permission(ResourceType.ROLE, Action.ALL);

    static RoleView of(Caller caller, Role role) {
        boolean deletable = caller.holds(CHANGE) && !role.name().equals(InitializeAccessControl.OPERATOR);
        return new RoleView(role, deletable && role.permissions().stream().allMatch(caller::holds), deletable);
    }

    /** The permissions for a kind of resource that the caller may give. */
    static List<Permission> givable(Caller caller, ResourceType resource) {
        return Stream.of(Action.values())
                .map(action -> new Permission(resource, action))
                .filter(caller::holds)
                .toList();
    }
}
