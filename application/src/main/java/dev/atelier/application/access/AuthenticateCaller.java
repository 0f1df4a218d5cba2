package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.UnauthenticatedException;
import dev.atelier.domain.access.UserName;
import java.util.Optional;

/** Authenticates API keys, and determines the user of a call: the one that it names, or the key's own. */
@UseCase
public class AuthenticateCaller {

    private final CallerRepository callers;

    public AuthenticateCaller(CallerRepository callers) {
        this.callers = callers;
    }

    /** The API key, by its secret; empty when it is unknown. */
    public Optional<ApiKey> findApiKey(String key) {
        return callers.findApiKey(ApiKey.hash(key));
    }

    /** As above, if it is known without a look at the database; never blocks. */
    public Optional<ApiKey> findRecentApiKey(String key) {
        return callers.recentApiKey(ApiKey.hash(key));
    }

    /** The API key, by its secret, as {@link CallerRepository#lastKnownApiKey} has it. */
    public Optional<ApiKey> findLastKnownApiKey(String key) {
        return callers.lastKnownApiKey(ApiKey.hash(key));
    }

    /**
     * The caller of a call for this user, or for the credential's own user.
     *
     * @throws PermissionDeniedException if the credential does not allow calls for that user
     */
    public Caller authenticate(Credential credential, Optional<UserName> named) {
        return authenticate(credential.actsFor(named));
    }

    /** The caller of that name at present; empty when there is none any more, or the credential is not valid any more. */
    public Optional<Caller> renew(Credential credential, UserName name) {
        boolean valid = !(credential instanceof ApiKey key)
                || callers.findApiKey(key.hash()).filter(key::isSameAs).isPresent();
        return valid ? find(name) : Optional.empty();
    }

    /**
     * The caller who sets up a user: the credential's own user, since the call may name the one that it is about to set
     * up.
     *
     * @throws PermissionDeniedException if the credential is bound to a user
     */
    public Caller authenticateForSetUp(Credential credential) {
        if (credential.bound()) {
            throw new PermissionDeniedException("this API key is bound to user " + credential.user()
                    + " and cannot set up users with initial; leave initial out");
        }
        return authenticate(credential.user());
    }

    /**
     * The user of that name with roles and permissions.
     *
     * @throws UnauthenticatedException if there is none
     */
    public Caller authenticate(UserName name) {
        return find(name)
                .orElseThrow(() ->
                        new UnauthenticatedException("user " + TextSanitizer.quote(name.value()) + " does not exist"));
    }

    /** As above; empty when there is none. */
    public Optional<Caller> find(UserName name) {
        return callers.find(name);
    }
}
