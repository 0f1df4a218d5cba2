package dev.atelier.domain.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNotesTest {

    @Test
    void tagsAreKeptOnceInLowerCase() {
        ModelNotes notes = new ModelNotes(" two\nlines ", List.of("Style", " anime", "", "style"));

        assertThat(notes.text()).isEqualTo("two\nlines");
        assertThat(notes.tags()).containsExactly("anime", "style");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a,b", "a\u0000b", "zero\u200bwidth", "123456789012345678901234567890123456789012345678901"})
    void someTagsAreNotAllowed(String tag) {
        assertThatThrownBy(() -> new ModelNotes("", List.of(tag)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is not allowed");
    }

    @Test
    void moreThanIsKeptIsNotTaken() {
        List<String> many = IntStream.rangeClosed(0, ModelNotes.MAX_TAGS)
                .mapToObj(Integer::toString)
                .toList();

        assertThatThrownBy(() -> new ModelNotes("", many)).hasMessage("21 tags are given; allowed are 20");
        assertThat(new ModelNotes("", Collections.nCopies(100, "a")).tags()).hasSize(1);
        assertThatThrownBy(() -> new ModelNotes("x".repeat(ModelNotes.MAX_LENGTH + 1), List.of()))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> new ModelNotes("a\0b", List.of())).isInstanceOf(InvalidRequestException.class);
    }
}
