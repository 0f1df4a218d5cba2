package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** Adds or changes a role. */
@UseCase
public class SaveRole {

    private final RoleRepository roles;
    private final Clock clock;
    private final Audit audit;

    public SaveRole(RoleRepository roles, Clock clock, Audit audit) {
        this.roles = roles;
        this.clock = clock;
        this.audit = audit;
    }

    /** Requires {@code role:create}, for an existing role {@code role:all}, and every permission of the role. */
    public void save(Caller caller, RoleName name, Set<Permission> permissions) {
        caller.require(ResourceType.ROLE, Action.CREATE);
        caller.requireGrantable(permissions);
        Role role = new Role(name, caller.name(), permissions, clock.instant());
        List<Role> known = roles.findAll(List.of(name));
        if (known.isEmpty()) {
            TextSanitizer.requireName("role name", name.value());
        }
        if (!known.isEmpty() || !audit.changeIf(caller, saved(role, "created"), () -> roles.add(role))) {
            change(caller, role, known.isEmpty() ? role : known.get(0));
        }
    }

    private void change(Caller caller, Role role, Role known) {
        caller.require(ResourceType.ROLE, Action.ALL);
        if (role.name().equals(InitializeAccessControl.OPERATOR)) {
            throw new InvalidRequestException(
                    "cannot change default role: \"" + role.name() + "\" holds every permission");
        }
        Role changed = new Role(role.name(), known.creator(), role.permissions(), known.created());
        audit.change(caller, saved(changed, "changed"), () -> roles.save(changed));
    }

    private static AuditEntry.Deed saved(Role role, String what) {
        return AuditAction.ROLE_SAVE.on(
                role.name(),
                what + "; permissions " + role.permissions().stream().sorted().toList());
    }
}
