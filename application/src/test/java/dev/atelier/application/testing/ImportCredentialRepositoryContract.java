package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ImportCredentialRepository;
import dev.atelier.application.checkpoint.ImportCredentialRepository.Usable;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.ImportCredential;
import dev.atelier.domain.checkpoint.ImportCredential.Kind;
import dev.atelier.domain.checkpoint.ImportSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The contract of {@link ImportCredentialRepository}. */
public abstract class ImportCredentialRepositoryContract {

    private static final int MOST = 3;
    protected static final String HOST = "models.example";
    private static final UserName ANN = new UserName("ann");
    private static final UserName BOB = new UserName("bob");
    private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

    /** The port, empty at the start of each test; the users {@code ann} and {@code bob} exist. */
    protected abstract ImportCredentialRepository credentials();

    protected static ImportCredential of(UserName owner, String host) {
        return new ImportCredential(
                UUID.randomUUID(), host, Optional.ofNullable(owner), Kind.BEARER, "", NOW, Optional.empty());
    }

    @Test
    void aUserHasTheirOwnAndThoseForAll() {
        ImportCredential shared = of(null, HOST);
        ImportCredential own = of(ANN, HOST);
        ImportCredential other = of(BOB, "other.example");
        credentials().save(shared, new ImportSecret("s"), MOST);
        credentials().save(own, new ImportSecret("a"), MOST);
        credentials().save(other, new ImportSecret("b"), MOST);

        assertThat(credentials().of(ANN)).containsExactly(shared, own);
        assertThat(credentials().usable(HOST, ANN)).contains(new Usable(own, new ImportSecret("a")));
        assertThat(credentials().usable(HOST, BOB)).contains(new Usable(shared, new ImportSecret("s")));
        assertThat(credentials().usable("other.example", ANN)).isEmpty();
        assertThat(credentials().usable("models.example.org", ANN)).isEmpty();
        assertThat(credentials().find(own.id())).contains(own);

        credentials().delete(own.id());
        credentials().delete(own.id());
        assertThat(credentials().find(own.id())).isEmpty();
        assertThat(credentials().usable(HOST, ANN)).contains(new Usable(shared, new ImportSecret("s")));
    }

    @Test
    void oneThatIsSetAgainReplacesTheFirst() {
        credentials().save(of(ANN, HOST), new ImportSecret("old"), MOST);
        ImportCredential next = new ImportCredential(
                UUID.randomUUID(), HOST, Optional.of(ANN), Kind.QUERY, "token", NOW, Optional.empty());

        credentials().save(next, new ImportSecret("new"), MOST);

        assertThat(credentials().of(ANN)).containsExactly(next);
        assertThat(credentials().usable(HOST, ANN)).contains(new Usable(next, new ImportSecret("new")));
    }

    @Test
    void anOwnerHasALimitedNumber() {
        for (int i = 0; i < MOST; i++) {
            credentials().save(of(ANN, i + ".example"), new ImportSecret("s"), MOST);
        }

        ImportCredential more = of(ANN, HOST);
        ImportSecret secret = new ImportSecret("s");
        assertThatThrownBy(() -> credentials().save(more, secret, MOST)).isInstanceOf(CapacityExceededException.class);
        assertThat(credentials().of(ANN)).hasSize(MOST);

        credentials().save(of(ANN, "0.example"), new ImportSecret("t"), MOST);
        credentials().save(of(BOB, HOST), new ImportSecret("s"), MOST);
    }

    @Test
    void itIsKnownWhenOneWasUsedLast() {
        ImportCredential one = of(ANN, HOST);
        credentials().save(one, new ImportSecret("s"), MOST);

        credentials().markUsed(one.id(), NOW);
        assertThat(credentials().find(one.id()).orElseThrow().lastUsed()).contains(NOW);

        credentials().markUsed(one.id(), NOW.plus(Duration.ofHours(1)));
        assertThat(credentials().find(one.id()).orElseThrow().lastUsed()).contains(NOW.plus(Duration.ofHours(1)));
    }
}
