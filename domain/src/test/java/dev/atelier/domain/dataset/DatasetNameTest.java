package dev.atelier.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"lego_technic", "a", "my set (1)", "größe", "a..b", "😀"})
    void aDatasetMayBeCalledThis(String name) {
        assertThat(new DatasetName(name)).hasToString(name);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", ".", "..", ".hidden", "a/b", "/a", "..\\a", "a\nb", "a\0", "a\ud83d"})
    void aDatasetMayNotBeCalledThis(String name) {
        assertThatThrownBy(() -> new DatasetName(name)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aNameHasAtMost128Characters() {
        assertThat(new DatasetName("n".repeat(128)).value()).hasSize(128);
        assertThatThrownBy(() -> new DatasetName("n".repeat(129))).hasMessageContaining("128");
    }
}
