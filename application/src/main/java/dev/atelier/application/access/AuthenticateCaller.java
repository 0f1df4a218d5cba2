package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.UnauthenticatedException;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/** Authenticates API keys, and determines the user of a call: the one that it names, or the key's own. */
@UseCase
public class AuthenticateCaller {

    private final ApiKeyRepository keys;
    private final UserRepository users;
    private final RoleRepository roles;

    public AuthenticateCaller(ApiKeyRepository keys, UserRepository users, RoleRepository roles) {
        this.keys = keys;
        this.users = users;
        this.roles = roles;
    }

    /** The API key, by its secret; empty when it is unknown. */
    public Optional<ApiKey> findApiKey(String key) {
        return keys.find(ApiKey.hash(key));
    }

    /**
     * The caller of a call for this user, or for the credential's own user.
     *
     * @throws dev.atelier.domain.access.PermissionDeniedException if the credential does not allow calls for that user
     */
    public Caller authenticate(Credential credential, Optional<UserName> named) {
        return authenticate(credential.actsFor(named));
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
        return users.find(name).map(this::authenticate);
    }

    private Caller authenticate(User user) {
        return new Caller(
                user.name(),
                user.roles(),
                roles.findAll(user.roles()).stream()
                        .map(Role::permissions)
                        .flatMap(Collection::stream)
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
