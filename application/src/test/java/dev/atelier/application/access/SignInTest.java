package dev.atelier.application.access;

import static dev.atelier.application.access.ManagedPeople.ANN;
import static dev.atelier.application.access.ManagedPeople.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryCallerRepository;
import dev.atelier.application.testing.InMemorySessionRepository;
import dev.atelier.domain.access.Password;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignInTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final SignIn signIn = new SignIn(
            new AuthenticateUser(atelier.keys, atelier.users, atelier.passwords),
            new InMemoryCallerRepository(atelier.keys, atelier.users, atelier.roles),
            atelier.users,
            new InMemorySessionRepository(),
            atelier.clock);

    @BeforeEach
    void addPeople() {
        save(ANN, "secret");
        save(BOB, "secret");
        save(InitializeAccessControl.BUILT_IN_USER, "secret");
        atelier.keys.add(ApiKey.of("any", "unbound key", Optional.empty(), ApiKey.Origin.COMMAND));
        atelier.keys.add(ApiKey.of("bob", "bob's key", Optional.of(BOB), ApiKey.Origin.COMMAND));
    }

    private void save(UserName name, String password) {
        atelier.users.save(
                new User(name, name, Set.of(), atelier.clock.instant()),
                atelier.passwords.hash(new Password(password)));
    }

    @Test
    void aSessionLastsForItsLifetime() {
        String token = begin("ann", "secret");

        atelier.clock.pass(HOUR.minusNanos(1000));
        assertThat(signIn.resume(token)).contains(new UserLogin(ANN));
        atelier.clock.pass(Duration.ofNanos(1000));
        assertThat(signIn.resume(token)).isEmpty();
    }

    @Test
    void wrongNamesAndSecretsBeginNone() {
        assertThat(signIn.begin("ann", "Secret", HOUR)).isEmpty();
        assertThat(signIn.begin("", "secret", HOUR)).isEmpty();
        assertThat(signIn.begin("nemo", "secret", HOUR)).isEmpty();
        assertThat(signIn.begin("ann", "bob's key", HOUR)).isEmpty();
        assertThat(signIn.begin("nemo", "unbound key", HOUR)).isEmpty();
        assertThat(signIn.resume("guess")).isEmpty();
    }

    @Test
    void anApiKeyActsForItsUserOrForTheNamedOne() {
        assertThat(signIn.resume(begin(" ", "bob's key"))).contains(new UserLogin(BOB));
        assertThat(signIn.resume(begin("bob", "bob's key"))).contains(new UserLogin(BOB));
        assertThat(signIn.resume(begin("ann", "unbound key"))).contains(new UserLogin(ANN));
        assertThat(signIn.resume(begin("", "unbound key")))
                .contains(new UserLogin(InitializeAccessControl.BUILT_IN_USER));
    }

    @Test
    void anotherPasswordEndsTheSessionsOfTheOldOneOnly() {
        String old = begin("ann", "secret");
        String byKey = begin("ann", "unbound key");
        String other = begin("bob", "secret");

        save(ANN, "new secret");

        assertThat(signIn.resume(old)).isEmpty();
        assertThat(signIn.resume(byKey)).isPresent();
        assertThat(signIn.resume(other)).isPresent();
    }

    @Test
    void aDeletedUsersSessionDoesNotPassToALaterUserOfThatName() {
        String token = begin("ann", "secret");

        atelier.users.delete(List.of(ANN));
        assertThat(signIn.resume(token)).isEmpty();
        save(ANN, "another secret");

        assertThat(signIn.resume(token)).isEmpty();
    }

    @Test
    void aDeletedUserIsSignedOutAlsoIfTheKeyIsValid() {
        String token = begin("ann", "unbound key");

        atelier.users.delete(List.of(ANN, BOB));

        assertThat(signIn.resume(token)).isEmpty();
        assertThat(signIn.begin("", "bob's key", HOUR)).isEmpty();
    }

    @Test
    void aRevokedKeyEndsItsSessions() {
        String token = begin("ann", "unbound key");

        atelier.keys.remove("any");

        assertThat(signIn.resume(token)).isEmpty();
    }

    @Test
    void signingOutEndsThatSessionAlone() {
        String token = begin("ann", "secret");
        String other = begin("ann", "secret");

        signIn.end(token);

        assertThat(signIn.resume(token)).isEmpty();
        assertThat(signIn.resume(other)).isPresent();
    }

    private String begin(String name, String secret) {
        return signIn.begin(name, secret, HOUR).orElseThrow().token();
    }
}
