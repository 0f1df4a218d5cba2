package dev.atelier.persistence.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.application.access.CallerRepository;
import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.application.testing.CallerRepositoryContract;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.RecentReads;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcCallerRepositoryTest extends CallerRepositoryContract {

    private static final UserName BOB = new UserName("bob");

    private final PersistenceFixture persistenceFixture;
    private final CallerCache cache;

    JdbcCallerRepositoryTest(PersistenceFixture persistenceFixture) {
        this.persistenceFixture = persistenceFixture;
        this.cache = persistenceFixture.bean(CallerCache.class);
        cache.write(() -> {
            persistenceFixture.clear();
            return null;
        });
    }

    @Override
    protected CallerRepository callers() {
        return persistenceFixture.bean(CallerRepository.class);
    }

    @Override
    protected ApiKeyRepository keys() {
        return persistenceFixture.bean(ApiKeyRepository.class);
    }

    @Override
    protected UserRepository users() {
        return persistenceFixture.bean(UserRepository.class);
    }

    @Override
    protected RoleRepository roles() {
        return persistenceFixture.bean(RoleRepository.class);
    }

    @Test
    void whatAnotherReplicaRevokesEndsWithinASecond() {
        ApiKey key = ApiKey.of("nightly", "secret", Optional.of(BOB), ApiKey.Origin.COMMAND);
        keys().add(key);
        users().add(new User(BOB, BOB, Set.of(), Instant.EPOCH), "hash");
        try (PersistenceFixture replica = persistenceFixture.replica()) {
            assertThat(callers().findApiKey(key.hash())).isPresent();
            assertThat(callers().find(BOB)).isPresent();

            replica.bean(ApiKeyRepository.class).remove("nightly");
            replica.bean(UserRepository.class).delete(List.of(BOB));

            await().pollDelay(RecentReads.LIFETIME).until(() -> true);
            assertThat(callers().recentApiKey(key.hash())).isEmpty();
            assertThat(callers().findApiKey(key.hash())).isEmpty();
            assertThat(callers().find(BOB)).isEmpty();
        }
    }

    @Test
    void whatAnotherReplicaRevokedIsRecalledOnlyUntilItIsReadAgain() {
        ApiKey key = ApiKey.of("nightly", "secret", Optional.of(BOB), ApiKey.Origin.COMMAND);
        keys().add(key);
        assertThat(callers().findApiKey(key.hash())).isPresent();
        persistenceFixture.execute("delete from api_key");
        await().until(() -> callers().findApiKey(key.hash()).isEmpty());

        assertThat(callers().lastKnownApiKey(key.hash())).isEmpty();
    }

    @Test
    void theInstallationsOwnKeysAreRecalledFromTheStart() {
        ApiKey key = ApiKey.of("own", "secret", Optional.empty(), ApiKey.Origin.SETTINGS);
        keys().replaceSettingsKeys(List.of(key));

        assertThat(callers().lastKnownApiKey(key.hash())).contains(key);
    }

    @Test
    void readsOnceWhileNothingIsWritten() {
        AtomicInteger reads = new AtomicInteger();
        for (int call = 0; call < 10; call++) {
            assertThat(cache.caller(BOB, () -> read(reads))).isPresent();
        }
        assertThat(reads).hasValueLessThan(10); // a second may pass meanwhile

        int before = reads.get();
        cache.write(() -> true);
        cache.caller(BOB, () -> read(reads));
        assertThat(reads).hasValue(before + 1);
    }

    @Test
    void aReadDuringAWriteIsNotKept() {
        AtomicInteger reads = new AtomicInteger();
        cache.caller(BOB, () -> {
            Optional<Caller> old = read(reads);
            cache.write(() -> true);
            return old;
        });
        cache.caller(BOB, () -> read(reads));

        assertThat(reads).hasValue(2);
    }

    @Test
    void whatDoesNotExistIsReadEachTime() {
        assertThat(cache.caller(BOB, Optional::empty)).isEmpty();
        assertThat(cache.caller(BOB, () -> read(new AtomicInteger()))).isPresent();
    }

    private static Optional<Caller> read(AtomicInteger reads) {
        reads.incrementAndGet();
        return Optional.of(new Caller(BOB, Set.of(new RoleName("designer")), Set.of()));
    }
}
