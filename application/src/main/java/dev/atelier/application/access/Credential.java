package dev.atelier.application.access;

import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.UserName;
import java.util.Optional;

/** A verified credential of a client. Immutable. */
public sealed interface Credential permits ApiKey, UserLogin {

    /** The user on whose behalf calls without a user name are made. */
    UserName user();

    /** Whether calls may be made on behalf of that user only. */
    boolean bound();

    /**
     * The user of a call that names this user, or none.
     *
     * @throws PermissionDeniedException if the credential does not allow calls for that user
     */
    UserName actsFor(Optional<UserName> named);
}
