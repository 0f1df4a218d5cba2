package dev.atelier.domain.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
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
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "..",
                ".hidden",
                "/a",
                "a/",
                "a//b",
                "a/../b",
                "a/.b",
                "..\\a",
                "a\\b",
                "a\nb",
                "a\0.ckpt"
            })
    void aFileMayNotBeCalledThis(String name) {
        assertThatThrownBy(() -> new CheckpointFileName(name)).isInstanceOf(InvalidRequestException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u202eb.ckpt", "a\u2028.ckpt", "a\u0085.ckpt", "a\u00a0b.ckpt"})
    void aNewFileNameHasNoInvisibleCharactersButAnExistingOneMay(String name) {
        assertThat(new CheckpointFileName(name)).hasToString(name);
        assertThat(CheckpointFileName.parse(name)).isEmpty();
        assertThatThrownBy(() -> CheckpointFileName.of(name)).isInstanceOf(InvalidRequestException.class);
        assertThat(CheckpointFileName.of("größe.pt")).hasToString("größe.pt");
    }

    @Test
    void aNodeMayNameAFileByItsFolderButNoNewFileHasOne() {
        assertThat(new CheckpointFileName("sub/a.ckpt")).hasToString("sub/a.ckpt");
        assertThat(new CheckpointFileName("sub/a.ckpt").isFileName()).isFalse();
        assertThat(CheckpointFileName.parse("sub/a.ckpt")).isEmpty();
        assertThatThrownBy(() -> CheckpointFileName.of("sub/a.ckpt")).hasMessageContaining("no slashes");
        assertThat(CheckpointFileName.stem("Sub/A.ckpt")).isEqualTo("a");
    }

    @Test
    void aNewFileNameHasAtMost255Bytes() {
        String longest = "ä".repeat(125) + ".ckpt";

        assertThat(CheckpointFileName.of(longest)).hasToString(longest);
        assertThatThrownBy(() -> CheckpointFileName.of("a" + longest)).hasMessageContaining("255 bytes in UTF-8");
        assertThat(CheckpointFileName.parse("a" + longest)).isEmpty();
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
