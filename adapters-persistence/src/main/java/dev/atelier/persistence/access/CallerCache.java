package dev.atelier.persistence.access;

import dev.atelier.application.access.ApiKey;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.RecentReads;
import dev.atelier.persistence.TransactionTemplate;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Recently read keys and callers, which every request needs. Thread-safe. */
@Singleton
final class CallerCache {

    private final TransactionTemplate transactionTemplate;
    private final RecentReads<String, ApiKey> keys = new RecentReads<>();
    private final RecentReads<UserName, Caller> callers = new RecentReads<>();

    CallerCache(TransactionTemplate transactionTemplate) {
        this.transactionTemplate = transactionTemplate;
    }

    /** The key with this hash, from {@code read} if it is not cached. */
    Optional<ApiKey> key(String hash, Supplier<Optional<ApiKey>> read) {
        return keys.find(hash, read);
    }

    /** The key with this hash, if it is cached. */
    Optional<ApiKey> recentKey(String hash) {
        return keys.recent(hash);
    }

    /** The key with this hash as it was last read or remembered, however long ago. */
    Optional<ApiKey> recall(String hash) {
        return keys.recall(hash);
    }

    /** Has {@link #recall} know these keys and no others. */
    void remember(Collection<ApiKey> valid) {
        keys.remember(valid.stream().collect(Collectors.toMap(ApiKey::hash, Function.identity())));
    }

    /** The caller of this name, from {@code read} if it is not cached. */
    Optional<Caller> caller(UserName name, Supplier<Optional<Caller>> read) {
        return callers.find(name, read);
    }

    /** Runs statements that change keys, users or roles, as {@link TransactionTemplate#executeDurably} does. */
    <T> T write(Supplier<T> statements) {
        try {
            return transactionTemplate.executeDurably(statements);
        } finally {
            transactionTemplate.afterwards(() -> {
                keys.discard();
                callers.discard();
            });
        }
    }
}
