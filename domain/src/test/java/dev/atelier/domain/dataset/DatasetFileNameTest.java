package dev.atelier.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetFileNameTest {

    @ParameterizedTest
    @CsvSource({"a.png, a.png", "/path/to/a/file.png, path/to/a/file.png", "10_x/a b.png, 10_x/a b.png", "..a, ..a"})
    void isStoredBelowTheDatasetsFolder(String name, String path) {
        assertThat(new DatasetFileName(name)).hasToString(name);
        assertThat(new DatasetFileName(name).path()).isEqualTo(path);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", " ", "/", ".", "..", "//a", "a/", "a//b", "../a", "a/../../b", "/../a", "a/.", "a\\b", "a\0"
            })
    void aFileMayNotBeCalledThis(String name) {
        assertThatThrownBy(() -> new DatasetFileName(name)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aNameHasAtMost512Characters() {
        String longest = "folders/".repeat(63) + "n".repeat(8);

        assertThat(new DatasetFileName(longest).path()).hasSize(512);
        assertThatThrownBy(() -> new DatasetFileName(longest + "n")).hasMessageContaining("512");
    }

    @Test
    void aPartHasAtMost255Bytes() {
        String longest = "ä".repeat(125) + ".jpeg";

        assertThat(new DatasetFileName("a/" + longest).path()).isEqualTo("a/" + longest);
        assertThatThrownBy(() -> new DatasetFileName("a/b" + longest)).hasMessageContaining("255 bytes in UTF-8");
    }
}
