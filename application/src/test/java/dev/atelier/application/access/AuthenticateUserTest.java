package dev.atelier.application.access;

import static dev.atelier.application.access.ManagedPeople.ANN;
import static dev.atelier.application.access.ManagedPeople.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryPasswordHasher;
import dev.atelier.domain.access.Password;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuthenticateUserTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final Counting passwords = new Counting();
    private final AuthenticateUser authenticate = new AuthenticateUser(atelier.keys, atelier.users, passwords);

    /** Counts the comparisons. */
    private static final class Counting extends InMemoryPasswordHasher {

        private int comparisons;

        @Override
        public boolean matches(Password password, String hash) {
            comparisons++;
            return super.matches(password, hash);
        }
    }

    @BeforeEach
    void addAnn() {
        atelier.users.save(
                new User(ANN, ANN, Set.of(), atelier.clock.instant()), passwords.hash(new Password("secret")));
    }

    @Test
    void aUserIsKnownByTheirPassword() {
        assertThat(authenticate.authenticate("ann", "secret")).contains(new UserLogin(ANN));
        assertThat(authenticate.authenticate("ann", "Secret")).isEmpty();
        assertThat(authenticate.authenticate("bob", "secret")).isEmpty();
    }

    @Test
    void whatIsNoNameOrNoPasswordIsJustWrong() {
        assertThat(authenticate.authenticate("a/b", "secret")).isEmpty();
        assertThat(authenticate.authenticate("", "secret")).isEmpty();
        assertThat(authenticate.authenticate("ann", "")).isEmpty();
        assertThat(authenticate.authenticate("ann", "x".repeat(257))).isEmpty();
    }

    @Test
    void aUserWithoutPasswordHasNone() {
        atelier.users.save(new User(BOB, ANN, Set.of(), atelier.clock.instant()));
        assertThat(authenticate.authenticate("bob", "secret")).isEmpty();
    }

    @Test
    void anUnknownUserTakesAComparisonLikeAWrongPassword() {
        authenticate.authenticate("ann", "wrong");
        assertThat(passwords.comparisons).isOne();
        authenticate.authenticate("bob", "wrong");
        assertThat(passwords.comparisons).isEqualTo(2);
    }

    @Test
    void aBoundKeyIsASecretOfItsUserOnly() {
        atelier.users.save(new User(BOB, ANN, Set.of(), atelier.clock.instant()));
        atelier.keys.add(ApiKey.of("anns", "the key", Optional.of(ANN), ApiKey.Origin.COMMAND));

        assertThat(authenticate.authenticate("ann", "the key")).contains(new UserLogin(ANN));
        assertThat(authenticate.authenticate("bob", "the key")).isEmpty();
        assertThat(passwords.comparisons).isZero();
    }

    @Test
    void anUnboundKeyIsASecretOfEveryUserThatExists() {
        atelier.keys.add(ApiKey.of("default", "the key", Optional.empty(), ApiKey.Origin.SETTINGS));

        assertThat(authenticate.authenticate("ann", "the key")).contains(new UserLogin(ANN));
        assertThat(authenticate.authenticate("bob", "the key")).isEmpty();
    }

    @Test
    void aLoginIsForItsUserOnly() {
        UserLogin ann = new UserLogin(ANN);
        assertThat(ann.actsFor(Optional.empty())).isEqualTo(ANN);
        assertThat(ann.actsFor(Optional.of(ANN))).isEqualTo(ANN);
        Optional<UserName> bob = Optional.of(BOB);
        assertThatThrownBy(() -> ann.actsFor(bob))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage("user ann is logged in and cannot act for another");
    }
}
