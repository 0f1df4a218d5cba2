package dev.atelier.domain.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelHashesTest {

    @Test
    void aHashIsReadInAnyCase() {
        assertThat(ModelHashes.parse(" 6CE01616 ")).contains("6ce01616");
        assertThat(ModelHashes.parse("6ce0161689")).contains("6ce0161689");
        assertThat(ModelHashes.parse("6ce0161689b3")).contains("6ce0161689b3");
        assertThat(ModelHashes.parse("AB".repeat(32))).contains("ab".repeat(32));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "6ce0161", "6ce016168", "6ce0161689b", "6ce0161x", "6ce0161689b3b"})
    void othersAreNone(String text) {
        assertThat(ModelHashes.parse(text)).isEmpty();
    }

    @Test
    void aFileHasEachOfItsHashes() {
        ModelHashes hashes = new ModelHashes("ab".repeat(32), "cafe0123cafe", "beef4567");
        ModelHashes torch = new ModelHashes("ab".repeat(32), null, "beef4567");

        for (String hash : new String[] {"ab".repeat(32), "ababababab", "cafe0123cafe", "beef4567"}) {
            assertThat(hashes.has(hash)).as(hash).isTrue();
        }
        assertThat(torch.has("cafe0123cafe")).isFalse();
        assertThat(hashes.has("cdcdcdcdcd")).isFalse();
    }
}
