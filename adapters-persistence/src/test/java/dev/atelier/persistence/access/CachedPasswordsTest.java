package dev.atelier.persistence.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.PasswordHasher;
import dev.atelier.application.testing.InMemoryPasswordHasher;
import dev.atelier.application.testing.PasswordHasherContract;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.domain.access.Password;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CachedPasswordsTest extends PasswordHasherContract {

    private static final Password PASSWORD = new Password("secret");

    private final Counting slow = new Counting();
    private final SettableClock clock = new SettableClock();
    private final PasswordHasher hasher = new CachedPasswords(slow, clock);

    /** Counts the comparisons. */
    private static final class Counting extends InMemoryPasswordHasher {

        private int comparisons;

        @Override
        public boolean matches(Password password, String hash) {
            comparisons++;
            return super.matches(password, hash);
        }
    }

    @Override
    protected PasswordHasher hasher() {
        return hasher;
    }

    @Test
    void aSuccessIsNotRepeatedForAMinute() {
        String hash = hasher.hash(PASSWORD);
        for (int call = 0; call < 10; call++) {
            assertThat(hasher.matches(PASSWORD, hash)).isTrue();
        }
        clock.pass(CachedPasswords.LIFETIME.minus(Duration.ofMillis(1)));
        assertThat(hasher.matches(PASSWORD, hash)).isTrue();
        assertThat(slow.comparisons).isOne();

        clock.pass(Duration.ofMillis(1));
        assertThat(hasher.matches(PASSWORD, hash)).isTrue();
        assertThat(slow.comparisons).isEqualTo(2);
    }

    @Test
    void aSuccessIsThatOfOnePasswordAndOneStoredHash() {
        String hash = hasher.hash(PASSWORD);
        assertThat(hasher.matches(PASSWORD, hash)).isTrue();

        assertThat(hasher.matches(new Password("secrets"), hash)).isFalse();
        assertThat(hasher.matches(PASSWORD, hasher.hash(new Password("changed"))))
                .isFalse();
        assertThat(hasher.matches(PASSWORD, "")).isFalse();
        assertThat(slow.comparisons).isEqualTo(4);
    }

    @Test
    void aFailureIsNotCached() {
        String hash = hasher.hash(PASSWORD);
        hasher.matches(new Password("wrong"), hash);
        hasher.matches(new Password("wrong"), hash);
        assertThat(slow.comparisons).isEqualTo(2);
    }

    @Test
    void theNumberOfSuccessesIsBounded() {
        for (int user = 0; user < 2 * CachedPasswords.CAPACITY; user++) {
            hasher.matches(PASSWORD, hasher.hash(PASSWORD));
        }
        String hash = "1$" + slow.hash(PASSWORD).split("\\$")[1];
        int before = slow.comparisons;
        hasher.matches(PASSWORD, hash);
        assertThat(slow.comparisons).isEqualTo(before + 1);
    }
}
