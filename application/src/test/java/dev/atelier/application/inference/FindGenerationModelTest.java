package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelHashes;
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

    @Test
    void findsAFileByItsTitleOrHash() {
        Checkpoint panda = atelier.add(checkpoint().files("panda.safetensors"));
        Checkpoint copy = atelier.add(checkpoint().files("copy of panda.safetensors"));
        Checkpoint bear = atelier.add(checkpoint().files("bear.ckpt"));
        Checkpoint bobs = atelier.add(checkpoint().files("bobs.ckpt").openTo("bob"));
        ModelHashes pandas = new ModelHashes("ab".repeat(32), "0123456789ab", "01234567");
        atelier.checkpoints.hash(panda.id(), 0, pandas);
        atelier.checkpoints.hash(copy.id(), 0, pandas);
        atelier.checkpoints.hash(bear.id(), 0, new ModelHashes("cd".repeat(32), null, "01234567"));
        atelier.checkpoints.hash(bobs.id(), 0, new ModelHashes("ef".repeat(32), null, "89abcdef"));

        assertThat(find.find(ANN, "bear.ckpt [cdcdcdcdcd]")).contains(List.of("bear.ckpt"));
        assertThat(find.find(ANN, "panda [cdcdcdcdcd]")).as("the name counts").contains(List.of("panda.safetensors"));
        assertThat(find.find(ANN, "renamed [cdcdcdcdcd]")).contains(List.of("bear.ckpt"));
        assertThat(find.find(ANN, "CDCDCDCDCD")).contains(List.of("bear.ckpt"));
        assertThat(find.find(ANN, "0123456789ab")).as("equal files").contains(List.of("copy of panda.safetensors"));
        assertThat(find.find(ANN, "89abcdef")).isEmpty();
        assertThat(find.find(ANN, "0000000000")).isEmpty();
        assertThat(find.find(ANN, "panda [no hash]")).isEmpty();
        assertThat(find.find(ANN, "panda [abcdef]")).as("shortened").contains(List.of("panda.safetensors"));
        assertThat(find.find(ANN, "panda [abcde]")).as("no hash").isEmpty();
        assertThatThrownBy(() -> find.find(ANN, "01234567"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("hash 01234567 is that of several Stable-diffusion models: [bear.ckpt, copy of"
                        + " panda.safetensors, panda.safetensors]; name one by its file");
    }
}
