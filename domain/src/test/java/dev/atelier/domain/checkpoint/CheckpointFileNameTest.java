package dev.atelier.domain.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointFileNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"v1-5-pruned-emaonly.safetensors", "a", "my model (1).ckpt", "a..b", "größe.pt"})
    void aFileMayBeCalledThis(String name) {
        assertThat(new CheckpointFileName(name)).hasToString(name);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", ".", "..", ".hidden", "a/b", "/a", "..\\a", "a\nb", "a\0.ckpt"})
    void aFileMayNotBeCalledThis(String name) {
        assertThatThrownBy(() -> new CheckpointFileName(name)).isInstanceOf(InvalidRequest.class);
    }

    @Test
    void aNameHasAtMost255Characters() {
        assertThat(new CheckpointFileName("n".repeat(255)).value()).hasSize(255);
        assertThatThrownBy(() -> new CheckpointFileName("n".repeat(256))).hasMessageContaining("255");
    }

    @ParameterizedTest
    @CsvSource({"Style.safetensors, style", "a.b.PT, a.b", "v.vae.pt, v.vae", "plain, plain", ".pt, ''", "a.txt, a.txt"
    })
    void nodesKnowAModelByItsStem(String name, String stem) {
        assertThat(CheckpointFileName.stem(name)).isEqualTo(stem);
    }
}
