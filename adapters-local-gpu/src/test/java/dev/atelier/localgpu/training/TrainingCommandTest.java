package dev.atelier.localgpu.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.training.FoundationModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingCommandTest {

    @Test
    void isSplitAtSpacesOutsideOfQuotes() {
        assertThat(words("ssh -tt gpu-1  'cd /opt/my scripts' \"it's\" --x=\"a b\"'c' {config}"))
                .containsExactly("ssh", "-tt", "gpu-1", "cd /opt/my scripts", "it's", "--x=a bc", "/w/c.toml");
    }

    @Test
    void placeholdersAreReplacedEverywhere() {
        TrainingCommand command = TrainingCommand.parse("run {workdir}/{script} --config_file={config} $HOME ; x");

        assertThat(filled(command, FoundationModel.SD_XL))
                .containsExactly("run", "/w/sdxl_train_network.py", "--config_file=/w/c.toml", "$HOME", ";", "x");
        assertThat(filled(command, FoundationModel.SD_1_5)).contains("/w/train_network.py");
    }

    @Test
    void aPathWithSpacesAndQuotesStaysOneArgument() {
        assertThat(TrainingCommand.parse("run '{config}'")
                        .filled(Path.of("/a b/it's/$c.toml"), Path.of("/w"), FoundationModel.SD_1_5))
                .containsExactly("run", "/a b/it's/$c.toml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "run 'x {config}", "run {config} \"x", "run \"{config}"})
    void withoutItsConfigurationOrWithOpenQuotesItIsRejected(String command) {
        assertThatThrownBy(() -> TrainingCommand.parse(command))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("atelier.local-gpu.training.command")
                .hasMessageContaining("{config}");
    }

    private static List<String> words(String command) {
        return filled(TrainingCommand.parse(command), FoundationModel.SD_1_5);
    }

    private static List<String> filled(TrainingCommand command, FoundationModel foundation) {
        return command.filled(Path.of("/w/c.toml"), Path.of("/w"), foundation);
    }
}
