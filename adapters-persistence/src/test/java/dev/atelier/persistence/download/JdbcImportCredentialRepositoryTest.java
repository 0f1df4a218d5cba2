package dev.atelier.persistence.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.access.UserRepository;
import dev.atelier.application.checkpoint.ImportCredentialRepository;
import dev.atelier.application.testing.ImportCredentialRepositoryContract;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.ImportCredential;
import dev.atelier.domain.checkpoint.ImportSecret;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcImportCredentialRepositoryTest extends ImportCredentialRepositoryContract {

    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String OTHER_KEY = "fedcba9876543210fedcba9876543210";
    private static final UserName ANN = new UserName("ann");

    private final PersistenceFixture persistenceFixture;
    private final PersistenceFixture replica;

    JdbcImportCredentialRepositoryTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
        this.replica = withKeys(KEY);
        UserRepository users = persistenceFixture.bean(UserRepository.class);
        for (String name : List.of("ann", "bob")) {
            users.save(new User(new UserName(name), new UserName(name), Set.of(), Instant.EPOCH));
        }
    }

    private PersistenceFixture withKeys(String keys) {
        return persistenceFixture.replica(Map.of("atelier.import.credential-keys", keys));
    }

    @AfterEach
    void stop() {
        replica.close();
    }

    @Override
    protected ImportCredentialRepository credentials() {
        return replica.bean(ImportCredentialRepository.class);
    }

    @Test
    void theDatabaseHasNoSecretInClearAndEachTimeOtherBytes() {
        credentials().save(of(ANN, HOST), new ImportSecret("very-secret"), 9);
        String first = persistenceFixture.ask("select secret from import_credential");
        credentials().save(of(ANN, HOST), new ImportSecret("very-secret"), 9);

        assertThat(first).doesNotContain("very", "secret").hasSizeGreaterThan(40);
        assertThat(persistenceFixture.ask("select secret from import_credential"))
                .isNotEqualTo(first);
    }

    @Test
    void aSecretInAnotherRowIsOfNoUse() {
        credentials().save(of(ANN, HOST), new ImportSecret("s"), 9);
        persistenceFixture.execute("update import_credential set host = 'evil.example'");

        assertThatThrownBy(() -> credentials().usable("evil.example", ANN))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("cannot be decrypted")
                .hasMessageContaining("set it again");
    }

    @Test
    void afterAChangeOfTheKeyTheFormerOneStillDecrypts() {
        credentials().save(of(ANN, HOST), new ImportSecret("s"), 9);

        try (PersistenceFixture changed = withKeys(OTHER_KEY);
                PersistenceFixture rotated = withKeys(OTHER_KEY + "," + KEY)) {
            ImportCredentialRepository without = changed.bean(ImportCredentialRepository.class);
            assertThatThrownBy(() -> without.usable(HOST, ANN)).isInstanceOf(InvalidRequestException.class);
            ImportCredentialRepository with = rotated.bean(ImportCredentialRepository.class);
            assertThat(with.usable(HOST, ANN).orElseThrow().secret().value()).isEqualTo("s");
            with.save(of(ANN, HOST), new ImportSecret("t"), 9);
            assertThat(without.usable(HOST, ANN).orElseThrow().secret().value()).isEqualTo("t");
        }
    }

    @Test
    void oneForAllThatIsSetWhileAnotherIsReplacesThat() throws Exception {
        ImportCredential second = of(null, HOST);
        CompletableFuture<Void> saved;
        try (Connection connection = persistenceFixture.connection();
                Statement first = connection.createStatement()) {
            connection.setAutoCommit(false);
            first.execute(
                    "insert into import_credential (id, host, owner_key, kind, parameter, secret, created) values ('"
                            + UUID.randomUUID() + "', '" + HOST + "', '', 'BEARER', '', 'x', current_timestamp)");
            saved = CompletableFuture.runAsync(() -> credentials().save(second, new ImportSecret("second"), 9));
            assertThatThrownBy(() -> saved.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            connection.commit();
            connection.setAutoCommit(true);
        }

        saved.get(10, TimeUnit.SECONDS);

        assertThat(credentials().of(ANN)).containsExactly(second);
        assertThat(credentials().usable(HOST, ANN).orElseThrow().secret().value())
                .isEqualTo("second");
    }

    @Test
    void whatAUserHasGoesWithTheUser() {
        credentials().save(of(ANN, HOST), new ImportSecret("s"), 9);
        credentials().save(of(null, HOST), new ImportSecret("s"), 9);

        persistenceFixture.bean(UserRepository.class).delete(List.of(ANN));

        assertThat(persistenceFixture.ask("select count(*) from import_credential"))
                .isEqualTo("1");
    }
}
