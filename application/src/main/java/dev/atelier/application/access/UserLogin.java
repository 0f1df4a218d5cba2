package dev.atelier.application.access;

import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.UserName;
import java.util.Optional;

/**
 * A user authenticated by name and password, or by name and API key.
 *
 * @param user on whose behalf every call is made
 */
public record UserLogin(UserName user) implements Credential {

    @Override
    public boolean bound() {
        return true;
    }

    @Override
    public UserName actsFor(Optional<UserName> named) {
        if (named.isPresent() && !named.get().equals(user)) {
            throw new PermissionDeniedException("user " + user + " is logged in and cannot act for another");
        }
        return user;
    }
}
