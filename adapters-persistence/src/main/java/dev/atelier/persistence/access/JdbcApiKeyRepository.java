package dev.atelier.persistence.access;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.application.access.InitializeAccessControl;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.SqlStates;
import io.micronaut.data.exceptions.DataAccessException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hashes of API keys, in {@code api_key}. */
@Singleton
public final class JdbcApiKeyRepository implements ApiKeyRepository {

    private static final Logger LOG = LoggerFactory.getLogger(JdbcApiKeyRepository.class);

    private final ApiKeyDao rows;
    private final CallerCache cache;
    private final OwnKeySecret secret;
    private final KeyUses uses;
    private final Clock clock;

    JdbcApiKeyRepository(ApiKeyDao rows, CallerCache cache, OwnKeySecret secret, KeyUses uses, Clock clock) {
        this.secret = secret;
        this.uses = uses;
        this.clock = clock;
        this.rows = rows;
        this.cache = cache;
    }

    @Override
    public Optional<ApiKey> find(String hash) {
        secret.renewed().ifPresent(this::renew);
        Optional<ApiKey> found = rows.findByHash(hash)
                .map(ApiKeyEntity::toKey)
                .or(() -> rows.findByPreviousHash(hash).map(ApiKeyEntity::toPreviousKey))
                .filter(key -> key.isValidAt(clock.instant()));
        found.map(ApiKey::name).ifPresent(uses::add);
        return found;
    }

    private void renew(String own) {
        ApiKey key = ApiKey.of(InitializeAccessControl.OWN_KEY, own, Optional.empty(), ApiKey.Origin.SETTINGS);
        try {
            if (rows.findByHash(key.hash()).isEmpty()) {
                cache.write(() -> {
                    rows.deleteFromSettingsForRoom(key.name(), key.hash());
                    settle(key);
                    return null;
                });
                cache.remember(List.of(key));
                LOG.info("The API key {} has changed in its secret; the previous one is no longer valid", key.name());
            }
        } catch (InvalidRequestException e) {
            LOG.warn("The API key {} is unchanged: {}", key.name(), e.getMessage());
        }
    }

    @Override
    public List<ApiKey> all() {
        return rows.all().stream().map(ApiKeyEntity::toKey).toList();
    }

    @Override
    public List<Entry> entries() {
        return rows.all().stream().map(ApiKeyEntity::toEntry).toList();
    }

    @Override
    public Optional<ApiKey> named(String name) {
        return rows.findByName(name).map(ApiKeyEntity::toKey);
    }

    @Override
    public List<Entry> entries(Optional<String> after, int limit) {
        return rows.after(after.orElse(""), limit).stream()
                .map(ApiKeyEntity::toEntry)
                .toList();
    }

    @Override
    public boolean rotate(ApiKey rotated, Optional<Instant> overlapUntil) {
        try {
            int changed = cache.write(() -> rows.rotate(
                    rotated.name(),
                    rotated.origin(),
                    rotated.user().value(),
                    rotated.bound(),
                    rotated.hash(),
                    rotated.expires().orElse(null),
                    overlapUntil.isPresent(),
                    overlapUntil.orElse(null)));
            cache.remember(List.of());
            return changed > 0;
        } catch (DataAccessException e) {
            if (SqlStates.isUniqueViolation(e)) {
                throw taken(rotated);
            }
            throw e;
        }
    }

    @Override
    public void add(ApiKey key) {
        if (cache.write(() -> insert(key)) == 0) {
            throw taken(key);
        }
        uses.forget(key.name());
    }

    /** Unchanged rows are not written, so that replicas that start at the same time do not conflict. */
    @Override
    public void replaceSettingsKeys(Collection<ApiKey> fromSettings) {
        cache.write(() -> {
            if (fromSettings.isEmpty()) {
                throw new IllegalArgumentException("the installation's own key cannot be removed");
            }
            rows.deleteFromSettingsBut(fromSettings.stream().map(ApiKey::name).toList());
            fromSettings.forEach(key -> rows.deleteFromSettingsForRoom(key.name(), key.hash()));
            fromSettings.forEach(this::settle);
            return null;
        });
        cache.remember(fromSettings);
    }

    private void settle(ApiKey key) {
        boolean settled = insert(key) > 0
                || rows.update(key.name(), key.hash(), key.user().value(), key.bound()) > 0;
        if (!settled) {
            throw taken(key);
        }
    }

    private int insert(ApiKey key) {
        return rows.insert(
                key.name(),
                key.hash(),
                key.user().value(),
                key.bound(),
                key.origin(),
                key.expires().orElse(null));
    }

    private static InvalidRequestException taken(ApiKey key) {
        return new InvalidRequestException("API key " + TextSanitizer.quote(key.name())
                + " has the name or the value of another key; each needs its own");
    }

    @Override
    public boolean remove(String name) {
        int removed = cache.write(() -> rows.delete(name));
        cache.remember(List.of());
        return removed > 0;
    }

    @Override
    public void removeBoundTo(Collection<UserName> users) {
        if (!users.isEmpty()) {
            cache.write(
                    () -> rows.deleteBoundTo(users.stream().map(UserName::value).toList()));
            cache.remember(List.of());
        }
    }
}
