package dev.atelier.persistence.access;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.application.access.CallerRepository;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/** Callers, read from the tables of keys, users and roles through {@link CallerCache}. */
@Singleton
final class JdbcCallerRepository implements CallerRepository {

    private final ApiKeyRepository keys;
    private final CallerDao rows;
    private final CallerCache cache;
    private final Clock clock;

    JdbcCallerRepository(ApiKeyRepository keys, CallerDao rows, CallerCache cache, Clock clock) {
        this.clock = clock;
        this.keys = keys;
        this.rows = rows;
        this.cache = cache;
    }

    @Override
    public Optional<ApiKey> findApiKey(String hash) {
        return cache.key(hash, () -> keys.find(hash)).filter(key -> key.isValidAt(clock.instant()));
    }

    @Override
    public Optional<ApiKey> recentApiKey(String hash) {
        return cache.recentKey(hash).filter(key -> key.isValidAt(clock.instant()));
    }

    @Override
    public Optional<ApiKey> lastKnownApiKey(String hash) {
        return cache.recall(hash).filter(key -> key.isValidAt(clock.instant()));
    }

    @Override
    public Optional<Caller> find(UserName name) {
        return cache.caller(name, () -> rows.find(name.value()).map(CallerEntity::toCaller));
    }
}
