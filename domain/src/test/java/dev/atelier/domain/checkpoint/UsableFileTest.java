package dev.atelier.domain.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UsableFileTest {

    @ParameterizedTest
    @EnumSource(CheckpointType.class)
    void weightsOfAnInspectedFormatAreUsable(CheckpointType type) {
        for (String name : List.of("m.safetensors", "m.ckpt", "m.pt", "m.pth", "m.bin", "m.vae.pt", "M.SAFETENSORS")) {
            assertThat(UsableFile.obstacle(type, name(name), List.of())).isEmpty();
        }
        for (String name : List.of("m", "m.txt", "m.png", "m.py", "m.json", "m.yml", "m.safetensors2", "m.pt.old")) {
            assertThat(UsableFile.obstacle(type, name(name), List.of(name("m.pt"))))
                    .hasValueSatisfying(obstacle -> assertThat(obstacle)
                            .startsWith("cannot be used as a " + type.word() + " model: allowed are files that end in"
                                    + " .safetensors, .ckpt, .pt, .pth, .bin"));
        }
    }

    @ParameterizedTest
    @EnumSource(CheckpointType.class)
    void aConfigurationIsUsableBesideItsModelWhereWebUiReadsOne(CheckpointType type) {
        boolean isRead = type == CheckpointType.STABLE_DIFFUSION || type == CheckpointType.CONTROL_NET;

        assertThat(UsableFile.obstacle(type, name("m.yaml"), List.of(name("n.pt"), name("m.pt")))
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
                            + " checkpoint that is called m and ends in .safetensors, .ckpt, .pt, .pth, .bin");
        }
    }

    private static CheckpointFileName name(String name) {
        return new CheckpointFileName(name);
    }
}
