package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.UserName;
import java.util.Collection;
import java.util.List;

/** Deletes users, and the API keys that are bound to them. Their resources stay, and keep the owner's name. */
@UseCase
public class DeleteUsers {

    private final UserRepository users;
    private final ApiKeyRepository keys;
    private final Audit audit;

    public DeleteUsers(UserRepository users, ApiKeyRepository keys, Audit audit) {
        this.users = users;
        this.keys = keys;
        this.audit = audit;
    }

    /** Deletes those of the names that exist; if one of them may not be deleted, none is. */
    public void delete(Caller caller, Collection<UserName> names) {
        caller.require(ResourceType.USER, Action.ALL);
        if (names.contains(InitializeAccessControl.BUILT_IN_USER)) {
            throw new InvalidRequestException(
                    "cannot delete built-in user \"" + InitializeAccessControl.BUILT_IN_USER + "\"");
        }
        List<AuditEntry.Deed> deeds = names.stream()
                .distinct()
                .filter(name -> users.find(name).isPresent())
                .map(AuditAction.USER_DELETE::on)
                .toList();
        audit.change(caller, deeds, () -> {
            // The keys go first: a later user of the same name must not inherit them.
            keys.removeBoundTo(names);
            users.delete(names);
        });
    }
}
