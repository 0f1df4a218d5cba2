package dev.atelier.application.access;

import dev.atelier.application.UseCase;
import dev.atelier.domain.Text;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.Unauthenticated;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds who stands behind a call: the user it names, or the key's own. */
@UseCase
public class AuthenticateCaller {

    private final ApiKeys keys;
    private final Users users;
    private final Roles roles;

    public AuthenticateCaller(ApiKeys keys, Users users, Roles roles) {
        this.keys = keys;
        this.users = users;
        this.roles = roles;
    }

    /** The key that the client showed; empty when it is none of ours. */
    public Optional<ApiKey> admit(String key) {
        return keys.find(ApiKey.hash(key));
    }

    /** Who acts when a call with this key names this user, or nobody; a key that is bound to another user is refused. */
    public Caller caller(ApiKey key, Optional<UserName> named) {
        return caller(key.actsFor(named));
    }

    /** The user of that name with all they hold at this moment; {@link Unauthenticated} when there is none. */
    public Caller caller(UserName name) {
        return find(name)
                .orElseThrow(() -> new Unauthenticated("user " + Text.quote(name.value()) + " does not exist"));
    }

    /** As above; empty when there is none. */
    public Optional<Caller> find(UserName name) {
        return users.find(name).map(this::caller);
    }

    private Caller caller(User user) {
        return new Caller(
                user.name(),
                user.roles(),
                roles.findAll(user.roles()).stream()
                        .map(Role::permissions)
                        .flatMap(Collection::stream)
                        .collect(Collectors.toUnmodifiableSet()));
    }
}
