package dev.atelier.application.access;

import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.UserName;
import java.util.Optional;

/** A verified credential of a client. Immutable. */
public sealed interface Credential permits ApiKey, UserLogin {

    /** The user for whom calls are made that name no user. */
    UserName user();

    /**
     * The user for whom a call is made that names this user, or none.
     *
     * @throws PermissionDeniedException if the credential does not allow calls for that user
     */
    UserName actsFor(Optional<UserName> named);
}
