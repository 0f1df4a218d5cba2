package dev.atelier.domain.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingOptionsTest {

    @Test
    void withoutWishesTheUsualOptionsOfTheFamilyHold() {
        assertThat(of(Map.of()))
                .containsEntry("resolution", "512,512")
                .containsEntry("optimizer_type", "AdamW8bit")
                .containsEntry("output_name", "usual");
        assertThat(TrainingOptions.of(FoundationModel.SD_XL, Map.of(), "usual"))
                .containsEntry("resolution", "1024,1024")
                .containsEntry("network_train_unet_only", true);
    }

    @Test
    void theClientsOptionsWinWhateverSectionTheyStandIn() {
        Map<String, Object> options = of(Map.of(
                "training", Map.of("output_name", "demo_xl2024", "max_train_epochs", "100"),
                "network", Map.of("network_dim", 8, "network_args", List.of("conv_dim=4")),
                "seed", 7));

        assertThat(options)
                .containsEntry("output_name", "demo_xl2024")
                .containsEntry("max_train_epochs", 100)
                .containsEntry("network_dim", 8)
                .containsEntry("network_args", List.of("conv_dim=4"))
                .containsEntry("seed", 7);
    }

    @Test
    void emptyOptionsAndThoseThisServiceSetsAreLeftOut() {
        Map<String, Object> config =
                Map.of("output_dir", "/etc", "vae", "", "resume", "", "output_name", "", "save_model_as", "pt");

        assertThat(of(config))
                .doesNotContainKeys("output_dir", "vae", "resume", "save_model_as")
                .containsEntry("output_name", "usual");
        assertThat(of(Collections.singletonMap("seed", null))).containsEntry("seed", 42);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae", "resume", "dataset_config", "huggingface_repo_id", "network_weights", "log_with"})
    void optionsThatNameFilesOrServersAreRefused(String name) {
        assertRefused(Map.of(name, "/etc/passwd"), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/b", "a\\b", "a\nb", ".hidden", "a\u0000"})
    void aNameThatIsNoFileNameIsRefused(String name) {
        assertRefused(Map.of("output_name", name), "no control characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"os", "networks.lora;x", "networks.a.b"})
    void codeFromElsewhereIsRefused(String module) {
        assertRefused(Map.of("network_module", module), "network_module");
        assertRefused(Map.of("optimizer_type", "os.system"), "optimizer_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "ten", "1.5", "99999999"})
    void epochsAreCounted(String epochs) {
        assertRefused(Map.of("max_train_epochs", epochs), "whole number");
    }

    @Test
    void whatTomlCannotSayIsRefused() {
        assertRefused(Map.of("training", Map.of("a", Map.of("b", 1))), "should be a string");
        assertRefused(Map.of("bad key]", 1), "no option");
        assertRefused(Map.of("output_name", 5), "output_name");
        assertRefused(Map.of("network_args", List.of("a\nb")), "network_args");
    }

    private static Map<String, Object> of(Map<String, Object> config) {
        return TrainingOptions.of(FoundationModel.SD_1_5, config, "usual");
    }

    private static void assertRefused(Map<String, Object> config, String because) {
        assertThatThrownBy(() -> of(config)).isInstanceOf(InvalidRequest.class).hasMessageContaining(because);
    }
}
