package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.UserName;
import java.util.Collection;

/** Removes users, and the API keys that are bound to them. What they made stays, and keeps their name. */
@UseCase
public class DeleteUsers {

    private final UserRepository users;
    private final ApiKeyRepository keys;

    public DeleteUsers(UserRepository users, ApiKeyRepository keys) {
        this.users = users;
        this.keys = keys;
    }

    /** Removes those of the names that exist; when one of them may not be removed, none is. */
    public void delete(Caller caller, Collection<UserName> names) {
        caller.require(ResourceType.USER, Action.ALL);
        if (names.contains(InitializeAccessControl.BUILT_IN_USER)) {
            throw new InvalidRequestException(
                    "cannot delete built-in user \"" + InitializeAccessControl.BUILT_IN_USER + "\"");
        }
        // The keys go first: whoever gets the name later must not inherit them.
        keys.removeBoundTo(names);
        users.delete(names);
    }
}
