package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelHashes;
import dev.atelier.domain.inference.ModelReference;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelNameResolverTest {

    private static final Caller ANN = designer("ann");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ModelNameResolver models = new ModelNameResolver(atelier.checkpoints);

    @Test
    void findsActiveCheckpointsInTheOrderTheyAreNamed() {
        add(checkpoint().files("one.pt", "other"));
        add(checkpoint().files("two.pt").onNodes().openTo("*"));

        assertThat(resolve(ANN, CheckpointType.LORA, "two.pt", "one.pt"))
                .extracting(ModelReference::name, ModelReference::isStored)
                .containsExactly(tuple("two.pt", false), tuple("one.pt", true));
    }

    @Test
    void rejectsWhatIsNotThere() {
        add(checkpoint().files("initial").status(CheckpointStatus.INITIAL));
        add(checkpoint().files("disabled").status(CheckpointStatus.DISABLED));
        add(checkpoint().files("others").status(CheckpointStatus.DISABLED).openTo("guest"));
        add(checkpoint().files("failed").status(CheckpointStatus.DISABLED).params(Map.of("error", "broken")));
        add(checkpoint().files("hidden.pt").openTo("guest"));
        atelier.add(checkpoint().files("of another type"));

        assertThatThrownBy(() -> resolve(ANN, CheckpointType.LORA, "disabled"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("checkpoint with name disabled, type Lora is disabled; enable it to use it");
        for (String name : List.of("initial", "others", "failed", "hidden.pt", "of another type", "unknown")) {
            assertThatThrownBy(() -> resolve(ANN, CheckpointType.LORA, name))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("checkpoint with name " + name + ", type Lora is not found");
        }
    }

    @Test
    void titlesAndHashesNameAFileAsWell() {
        Checkpoint lora = checkpoint()
                .files("style.safetensors")
                .type(CheckpointType.LORA)
                .build();
        atelier.checkpoints.add(lora);
        atelier.checkpoints.hash(lora.id(), 0, new ModelHashes("ab".repeat(32), "0123456789ab", "01234567"));

        for (String name : List.of(
                "0123456789ab",
                "ababababab",
                "style.safetensors [0123456789ab]",
                "style [01234567]",
                "style.safetensors [00000000]",
                "style.safetensors [0123ab]",
                "style.safetensors [0123456789abcdef]")) {
            assertThat(resolve(ANN, CheckpointType.LORA, name))
                    .as(name)
                    .extracting(ModelReference::name)
                    .containsExactly("style.safetensors");
        }
        atelier.add(checkpoint().files("other.safetensors").type(CheckpointType.LORA));
        assertThat(resolve(ANN, CheckpointType.LORA, "other.safetensors [0123456789ab]"))
                .as("a name that is known counts before the hash beside it, as in WebUI")
                .extracting(ModelReference::name)
                .containsExactly("other.safetensors");
        assertThatThrownBy(() -> resolve(ANN, CheckpointType.STABLE_DIFFUSION, "0123456789ab"))
                .as("of another type")
                .hasMessage("checkpoint with name 0123456789ab, type Stable-diffusion is not found");
    }

    @Test
    void rejectsANameThatNoFileCanHave() {
        assertThatThrownBy(() -> resolve(ANN, CheckpointType.LORA, "../lora"))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void anAdministratorUsesWhatIsOpenToOthers() {
        add(checkpoint().files("hidden.pt").openTo("guest"));

        assertThat(resolve(administrator(), CheckpointType.LORA, "hidden.pt")).hasSize(1);
    }

    @Test
    void someWordsStandForNoVae() {
        assertThat(resolve(ANN, CheckpointType.VAE, "Automatic", "None"))
                .containsExactly(
                        ModelReference.word(CheckpointType.VAE, "Automatic"),
                        ModelReference.word(CheckpointType.VAE, "None"));
        assertThatThrownBy(() -> resolve(ANN, CheckpointType.VAE, "automatic"))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> resolve(ANN, CheckpointType.LORA, "None")).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void aJobNamesAtMost100Files() {
        add(checkpoint().files("one.pt"));
        List<String> hundred = Collections.nCopies(100, "one.pt");

        assertThat(models.resolve(ANN, Map.of(CheckpointType.LORA, hundred))).hasSize(100);
        assertThatThrownBy(() ->
                        models.resolve(ANN, Map.of(CheckpointType.LORA, hundred, CheckpointType.VAE, List.of("None"))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("100");
    }

    @Test
    void aFileThatComputeDoesNotLoadIsRejected() {
        add(checkpoint().files("one.preview.png", "one.yaml", "one.pt"));

        for (String name : List.of("one.preview.png", "one.yaml")) {
            assertThatThrownBy(() -> resolve(ANN, CheckpointType.LORA, name, "one.pt"))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("file " + name + " cannot be used as a Lora model: allowed are files that end in"
                            + " .safetensors, .ckpt, .pt");
        }
    }

    @Test
    void aConfigurationIsUsedOnlyWithTheModelOfItsOwnCheckpointAndName() {
        atelier.add(checkpoint().files("a.safetensors", "a.yaml", "b.yaml"));
        atelier.add(checkpoint().files("b.safetensors"));

        assertThat(resolve(ANN, CheckpointType.STABLE_DIFFUSION, "a.safetensors", "a.yaml"))
                .hasSize(2);
        for (List<String> names :
                List.of(List.of("a.yaml"), List.of("b.yaml", "b.safetensors"), List.of("a.safetensors", "b.yaml"))) {
            assertThatThrownBy(() -> models.resolve(ANN, Map.of(CheckpointType.STABLE_DIFFUSION, names)))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("only together with the model that it configures");
        }
    }

    private void add(TestCheckpoints lora) {
        atelier.add(lora.type(CheckpointType.LORA));
    }

    private List<ModelReference> resolve(Caller caller, CheckpointType type, String... names) {
        return models.resolve(caller, Map.of(type, List.of(names)));
    }
}
