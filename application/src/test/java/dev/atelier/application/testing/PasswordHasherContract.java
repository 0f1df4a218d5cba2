package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.PasswordHasher;
import dev.atelier.domain.access.Password;
import org.junit.jupiter.api.Test;

/** The contract of {@link PasswordHasher}. */
public abstract class PasswordHasherContract {

    private static final Password PASSWORD = new Password("correct horse");

    protected abstract PasswordHasher hasher();

    @Test
    void aHashMatchesItsPasswordOnly() {
        String hash = hasher().hash(PASSWORD);

        assertThat(hasher().matches(PASSWORD, hash)).isTrue();
        assertThat(hasher().matches(new Password("correct horsf"), hash)).isFalse();
        assertThat(hash).doesNotContain("horse").hasSizeLessThanOrEqualTo(255).isASCII();
    }

    @Test
    void theSamePasswordNeverHasTheSameHashTwice() {
        assertThat(hasher().hash(PASSWORD)).isNotEqualTo(hasher().hash(PASSWORD));
    }

    @Test
    void longPasswordsCountToTheirEnd() {
        String beginning = "ü".repeat(255);
        String hash = hasher().hash(new Password(beginning + "a"));

        assertThat(hasher().matches(new Password(beginning + "a"), hash)).isTrue();
        assertThat(hasher().matches(new Password(beginning + "b"), hash)).isFalse();
    }

    @Test
    void whatIsNoHashMatchesNothing() {
        assertThat(hasher().matches(PASSWORD, "correct horse")).isFalse();
        assertThat(hasher().matches(PASSWORD, "")).isFalse();
    }
}
