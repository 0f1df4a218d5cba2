package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.RoleName;
import java.util.Collection;

/** Deletes roles and removes them from their users. */
@UseCase
public class DeleteRoles {

    private final RoleRepository roles;

    public DeleteRoles(RoleRepository roles) {
        this.roles = roles;
    }

    /** Deletes those of the names that exist; if one of them may not be deleted, none is. */
    public void delete(Caller caller, Collection<RoleName> names) {
        caller.require(ResourceType.ROLE, Action.ALL);
        if (names.contains(InitializeAccessControl.OPERATOR)) {
            throw new InvalidRequestException("cannot delete default role");
        }
        roles.delete(names);
    }
}
