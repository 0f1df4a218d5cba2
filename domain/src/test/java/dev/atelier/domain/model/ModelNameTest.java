package dev.atelier.domain.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"testmodelcreation01", "a", "my model (1)", "größe", "a..b", "😀"})
    void aModelMayBeCalledThis(String name) {
        assertThat(new ModelName(name)).hasToString(name);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", ".", "..", ".hidden", "a/b", "/a", "..\\a", "a\nb", "a\0", "a\ud83d"})
    void aModelMayNotBeCalledThis(String name) {
        assertThatThrownBy(() -> new ModelName(name)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aNameHasAtMost128Characters() {
        assertThat(new ModelName("n".repeat(128)).value()).hasSize(128);
        assertThatThrownBy(() -> new ModelName("n".repeat(129))).hasMessageContaining("128");
    }
}
