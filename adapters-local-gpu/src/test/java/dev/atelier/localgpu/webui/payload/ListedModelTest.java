package dev.atelier.localgpu.webui.payload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListedModelTest {

    private static final String SHA = "6ce0161689b3853acaa03779ec93eafe75a02f4ced659bee03f50797806fa2fa";

    private static ListedModel model(String title, String file) {
        return ListedModel.of(Map.of("title", title, "filename", file, "hash", "6ce0161689", "sha256", SHA));
    }

    @ParameterizedTest
    @CsvSource({
        "sub/a.safetensors [6ce0161689], C:\\webui\\models\\sub\\a.safetensors, a.safetensors, sub/a.safetensors",
        "a.safetensors, /models/a.safetensors, a.safetensors, a.safetensors",
        "control_canny [d14c016b], , control_canny, control_canny",
        "v1.5 [draft], , v1.5 [draft], v1.5 [draft]",
    })
    void namesAreReadOffFileOrTitle(String title, String path, String file, String stableName) {
        ListedModel model = model(title, path == null ? "" : path);

        assertThat(model.file()).isEqualTo(file);
        assertThat(model.stableName()).isEqualTo(stableName);
    }

    @Test
    void foldersAreSeparatedBySlashesWhateverTheNodesSystemHas() {
        assertThat(model("sub\\a.safetensors [6ce0161689]", "C:\\models\\sub\\a.safetensors")
                        .relativePath())
                .isEqualTo("sub/a.safetensors");
        assertThat(model("sub\\a.safetensors [6ce0161689]", "").stableName()).isEqualTo("sub\\a.safetensors");
    }

    @ParameterizedTest
    @CsvSource({
        "a.safetensors, a.safetensors, true",
        "a.safetensors, a.ckpt, false",
        "EasyNegative, EasyNegative.pt, true",
        "a.safetensors, a, true",
        "v1.5, v1.6, false",
        "v1.5, v1.5.safetensors, true",
    })
    void aNameWithoutEndingFitsAnyEnding(String listed, String asked, boolean fits) {
        assertThat(model("", "/x/" + listed).isFile(asked)).isEqualTo(fits);
    }

    @ParameterizedTest
    @CsvSource({"a, true", "a.safetensors [6ce0161689], true", "sub/a.safetensors, true", "sub_a, false", "b, false"})
    void aModelHasItsTitleItsNameAndItsFileAsNames(String told, boolean fits) {
        assertThat(model("sub/a.safetensors [6ce0161689]", "/models/sub/a.safetensors")
                        .hasName(told))
                .isEqualTo(fits);
    }

    @Test
    void hashesAreComparedAsFarAsBothGo() {
        ListedModel model = model("a", "/models/a.safetensors");

        assertThat(model.hasHash(SHA)).isTrue();
        assertThat(model.hasHash("6CE0161689")).isTrue();
        assertThat(model.hasHash("6ce0161680")).isFalse();
        assertThat(model.hasHash("")).isFalse();
        assertThat(model.hasHash("6ce")).isFalse();
        assertThat(ListedModel.named("a").knowsHash(SHA)).isFalse();
    }
}
