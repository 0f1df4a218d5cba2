package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.Session;
import dev.atelier.application.access.SessionRepository;
import dev.atelier.domain.access.UserName;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The contract of {@link SessionRepository}. */
public abstract class SessionRepositoryContract {

    private static final UserName ANN = new UserName("ann");
    private static final UserName BOB = new UserName("bob");
    private static final Instant NOW = SettableClock.START;
    private static final int MOST = 2;

    /** The port: without sessions at the start of each test, the same throughout it. */
    protected abstract SessionRepository sessions();

    @Test
    void findsASessionUntilItIsRemoved() {
        Session session = add("a", ANN, 60);
        Session other = add("b", BOB, 60);

        assertThat(sessions().find(session.hash())).contains(session);
        sessions().remove(session.hash());
        sessions().remove(session.hash());

        assertThat(sessions().find(session.hash())).isEmpty();
        assertThat(sessions().find(other.hash())).contains(other);
    }

    @Test
    void aUserKeepsTheNewestOnes() {
        Session first = add("a", ANN, 60);
        Session others = add("b", BOB, 50);
        Session second = add("c", ANN, 70);
        Session third = add("d", ANN, 80);

        assertThat(sessions().find(first.hash())).isEmpty();
        assertThat(sessions().find(others.hash())).isPresent();
        assertThat(sessions().find(second.hash())).isPresent();
        assertThat(sessions().find(third.hash())).isPresent();
    }

    @Test
    void theNewOneStaysEvenIfItExpiresFirst() {
        add("a", ANN, 60);
        add("b", ANN, 70);

        Session shorter = add("c", ANN, 10);

        assertThat(sessions().find(shorter.hash())).isPresent();
    }

    @Test
    void expiredOnesGoWithTheNextOne() {
        Session brief = add("a", ANN, 1);
        Session longer = add("b", BOB, 3);

        sessions().add(session("c", ANN, 60), NOW.plusSeconds(1), MOST);

        assertThat(sessions().find(brief.hash())).isEmpty();
        assertThat(sessions().find(longer.hash())).isPresent();
    }

    private Session add(String token, UserName user, int seconds) {
        Session session = session(token, user, seconds);
        sessions().add(session, NOW, MOST);
        return session;
    }

    private static Session session(String token, UserName user, int seconds) {
        return new Session(ApiKey.hash(token), user, ApiKey.hash("password"), NOW.plus(Duration.ofSeconds(seconds)));
    }
}
