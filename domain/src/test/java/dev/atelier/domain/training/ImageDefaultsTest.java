package dev.atelier.domain.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDefaultsTest {

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 100_000})
    void anImageCountsAtLeastOnceAndNotEndlessly(int repeats) {
        assertThatThrownBy(() -> new ImageDefaults(repeats, ""))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("1 to 99999");
    }

    @Test
    void aCaptionIsOneLineOfBoundedLength() {
        assertThat(new ImageDefaults(99_999, "x".repeat(2000)).caption()).hasSize(2000);
        for (String caption : new String[] {"x".repeat(2001), "a\nb", "a\u0000"}) {
            assertThatThrownBy(() -> new ImageDefaults(1, caption))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("2000");
        }
    }
}
