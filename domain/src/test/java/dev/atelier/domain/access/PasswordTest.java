package dev.atelier.domain.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import org.junit.jupiter.api.Test;

class PasswordTest {

    @Test
    void hasOneTo256Characters() {
        assertThat(new Password("x").value()).isEqualTo("x");
        assertThat(new Password("ü".repeat(256)).value()).hasSize(256);
        for (String wrong : new String[] {null, "", "x".repeat(257)}) {
            assertThatThrownBy(() -> new Password(wrong))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("a password has 1 to 256 characters");
        }
    }

    @Test
    void doesNotShowItself() {
        assertThat(new Password("secret")).hasToString("********");
    }
}
