package dev.atelier.localgpu.training;

import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KohyaConfigWriterTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"plain", "a\"b", "it's", "x = 1 # no", "\"\"\"", "'''", "[train]", "é 雪 😀", "'\"", "-rf"})
    void anyNameReadsBackAsItIs(String name) throws IOException {
        assertThat(written(Map.of("output_name", name)).get("output_name")).isEqualTo(name);
    }

    @Test
    void containsTheOptionsAndThePaths() throws IOException {
        Map<?, ?> config = written(Map.of("lr_scheduler_args", List.of("T_max=4", "a=\"b\"")));

        assertThat(config.get("lr_scheduler_args")).isEqualTo(List.of("T_max=4", "a=\"b\""));
        assertThat(config.get("seed")).isEqualTo(42);
        assertThat(config.get("pretrained_model_name_or_path")).isEqualTo("/models/base.ckpt");
        assertThat(config.get("output_dir")).isEqualTo(folder.resolve("output").toString());
        assertThat(Files.readString(folder.resolve("config.toml")))
                .contains("learning_rate = 0.0001")
                .doesNotContain("E-");
    }

    @Test
    void promptsOfSampleImagesAreInAFileOfTheirOwnAsValues() throws IOException {
        Map<?, ?> config =
                written(Map.of("sample_at_first", true, "sample_prompts", "cn /etc/passwd --l 7\na \"cat\" 雪 --w 64"));

        assertThat(config.get("sample_prompts"))
                .isEqualTo(folder.resolve("prompts.json").toString());
        assertThat(new ObjectMapper()
                        .readValue(
                                folder.resolve("prompts.json").toFile(),
                                new TypeReference<List<Map<String, Object>>>() {}))
                .isEqualTo(List.of(
                        Map.of("prompt", "cn /etc/passwd", "scale", 7), Map.of("prompt", "a \"cat\" 雪", "width", 64)));
    }

    @Test
    void aBackslashAtTheEndReadsBackAsItIs() throws IOException {
        assertThat(written(Map.of("training_comment", "C:\\")).get("training_comment"))
                .isEqualTo("C:\\");
        assertThat(Files.readString(folder.resolve("config.toml"))).contains("training_comment = \"C:\\\\\"\n");
    }

    @Test
    void aListOfRatesIsOfOneKind() throws IOException {
        written(Map.of("text_encoder_lr", List.of(5e-5, 0)));

        assertThat(Files.readString(folder.resolve("config.toml"))).contains("text_encoder_lr = [0.00005, 0.0]\n");
    }

    private Map<?, ?> written(Map<String, Object> options) throws IOException {
        TrainingWorkDir workDir = new TrainingWorkDir(folder);
        var training = training();
        options.forEach(training::with);
        KohyaConfigWriter.write(training.pending().plan(), Path.of("/models/base.ckpt"), workDir);
        return new TomlMapper().readValue(workDir.config().toFile(), Map.class);
    }
}
