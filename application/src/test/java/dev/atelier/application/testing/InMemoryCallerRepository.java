package dev.atelier.application.testing;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.application.access.CallerRepository;
import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import java.util.Optional;

/** Callers, read from other repositories at each call. */
public class InMemoryCallerRepository implements CallerRepository {

    private final ApiKeyRepository keys;
    private final UserRepository users;
    private final RoleRepository roles;

    public InMemoryCallerRepository(ApiKeyRepository keys, UserRepository users, RoleRepository roles) {
        this.keys = keys;
        this.users = users;
        this.roles = roles;
    }

    @Override
    public Optional<ApiKey> findApiKey(String hash) {
        return keys.find(hash);
    }

    @Override
    public Optional<ApiKey> recentApiKey(String hash) {
        return findApiKey(hash);
    }

    @Override
    public Optional<ApiKey> lastKnownApiKey(String hash) {
        return keys.find(hash);
    }

    @Override
    public Optional<Caller> find(UserName name) {
        return users.find(name).map(user -> Caller.of(user, roles.findAll(user.roles())));
    }
}
