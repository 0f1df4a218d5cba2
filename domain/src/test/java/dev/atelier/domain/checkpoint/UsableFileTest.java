package dev.atelier.domain.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsableFileTest {

    @ParameterizedTest
    @CsvSource({
        "STABLE_DIFFUSION, .safetensors .ckpt",
        "LORA, .safetensors .ckpt .pt .vae.pt",
        "VAE, .safetensors .ckpt .pt .vae.safetensors",
        "CONTROL_NET, .safetensors .ckpt .pt .pth .bin",
        "EMBEDDINGS, .safetensors .pt .bin",
        "HYPERNETWORKS, .pt"
    })
    void weightsAreUsableThatNodesListAsAModelOfTheType(CheckpointType type, String listed) {
        List<String> extensions = List.of(listed.split(" "));
        for (String extension : extensions) {
            assertThat(UsableFile.obstacle(type, name("m" + extension), List.of()))
                    .isEmpty();
            assertThat(UsableFile.obstacle(type, name("M" + extension.toUpperCase(Locale.ROOT)), List.of()))
                    .isEmpty();
        }
        for (String other :
                List.of(".safetensors", ".ckpt", ".pt", ".pth", ".bin", ".gguf", ".sft", ".txt", ".png", "")) {
            if (!extensions.contains(other)) {
                assertThat(UsableFile.obstacle(type, name("m" + other), List.of(name("m.pt"))))
                        .hasValueSatisfying(obstacle -> assertThat(obstacle)
                                .startsWith(
                                        "cannot be used as a " + type.word() + " model: allowed are files that end in "
                                                + String.join(", ", type.extensions())));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"m.vae.safetensors", "m.VAE.ckpt"})
    void aVaeIsNoStableDiffusionModel(String name) {
        assertThat(UsableFile.obstacle(CheckpointType.STABLE_DIFFUSION, name(name), List.of()))
                .hasValueSatisfying(obstacle -> assertThat(obstacle).contains("not in .vae.safetensors or .vae.ckpt"));
    }

    @ParameterizedTest
    @EnumSource(CheckpointType.class)
    void aConfigurationIsUsableBesideItsModelWhereWebUiReadsOne(CheckpointType type) {
        boolean isRead = type == CheckpointType.STABLE_DIFFUSION || type == CheckpointType.CONTROL_NET;

        assertThat(UsableFile.obstacle(type, name("m.yaml"), List.of(name("n.ckpt"), name("m.ckpt")))
                        .isEmpty())
                .isEqualTo(isRead);
    }

    @Test
    void aConfigurationIsNotUsableWithoutItsModel() {
        for (List<CheckpointFileName> companions : List.of(
                List.<CheckpointFileName>of(),
                List.of(name("n.pt")),
                List.of(name("m.txt")),
                List.of(name("m.x.pt")))) {
            assertThat(UsableFile.obstacle(CheckpointType.STABLE_DIFFUSION, name("m.yaml"), companions))
                    .contains("can be used only together with the model that it configures: name a file of the same"
                            + " checkpoint that is called m and ends in .safetensors, .ckpt");
        }
    }

    private static CheckpointFileName name(String name) {
        return new CheckpointFileName(name);
    }
}
