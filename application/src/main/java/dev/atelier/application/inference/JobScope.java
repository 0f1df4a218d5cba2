package dev.atelier.application.inference;

import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.UserName;
import java.util.Optional;

/** Whose jobs a caller may see and cancel: their own, or all for administrators. */
public final class JobScope {

    private JobScope() {}

    /**
     * The user whose jobs are meant; empty: all users.
     *
     * @throws PermissionDeniedException if another user is asked for, and the caller is no administrator
     */
    public static Optional<UserName> of(Caller caller, Optional<UserName> asked) {
        if (caller.isAdministrator()) {
            return asked;
        }
        if (asked.filter(user -> !user.equals(caller.name())).isPresent()) {
            throw new PermissionDeniedException(
                    "the inferences of user " + asked.get() + " are not open to user " + caller.name());
        }
        return Optional.of(caller.name());
    }
}
