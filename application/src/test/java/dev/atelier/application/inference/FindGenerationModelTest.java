package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindGenerationModelTest {

    private static final Caller ANN = designer("ann");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final FindGenerationModel find = new FindGenerationModel(atelier.checkpoints);

    @Test
    void findsAFileByItsNameWithOrWithoutExtension() {
        atelier.add(checkpoint().files("Panda.safetensors", "Panda.yaml", "Panda.txt"));

        assertThat(find.find(ANN, "Panda.safetensors")).contains(List.of("Panda.safetensors", "Panda.yaml"));
        assertThat(find.find(ANN, "panda")).contains(List.of("Panda.safetensors", "Panda.yaml"));
        assertThat(find.find(ANN, "Panda.yaml")).isEmpty();
        assertThat(find.find(ANN, "Panda.ckpt")).isEmpty();
    }

    @Test
    void ofSeveralTheOneCalledExactlySoElseTheFirst() {
        atelier.add(checkpoint().files("a.safetensors"));
        atelier.add(checkpoint().files("a.ckpt"));

        assertThat(find.find(ANN, "a")).contains(List.of("a.ckpt"));
        assertThat(find.find(ANN, "a.safetensors")).contains(List.of("a.safetensors"));
    }

    @Test
    void findsOnlyActiveStableDiffusionModelsThatAreOpenToTheCaller() {
        atelier.add(checkpoint().files("lora.safetensors").type(CheckpointType.LORA));
        atelier.add(checkpoint().files("initial.safetensors").status(CheckpointStatus.INITIAL));
        atelier.add(checkpoint().files("bobs.safetensors").openTo("bob"));

        assertThat(List.of("lora", "initial", "bobs"))
                .allSatisfy(name -> assertThat(find.find(ANN, name)).isEmpty());
        assertThat(find.find(administrator(), "bobs")).isPresent();
        assertThatThrownBy(() -> find.find(holding("guest"), "bobs")).isInstanceOf(PermissionDeniedException.class);
    }
}
