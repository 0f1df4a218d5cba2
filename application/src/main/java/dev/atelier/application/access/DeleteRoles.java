package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
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
    private final Audit audit;

    public DeleteRoles(RoleRepository roles, Audit audit) {
        this.roles = roles;
        this.audit = audit;
    }

    /** Deletes those of the names that exist; if one of them may not be deleted, none is. */
    public void delete(Caller caller, Collection<RoleName> names) {
        caller.require(ResourceType.ROLE, Action.ALL);
        if (names.contains(InitializeAccessControl.OPERATOR)) {
            throw new InvalidRequestException("cannot delete default role");
        }
        audit.change(
                caller,
                roles.findAll(names).stream()
                        .map(role -> AuditAction.ROLE_DELETE.on(role.name()))
                        .toList(),
                () -> roles.delete(names));
    }
}
