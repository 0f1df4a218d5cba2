package dev.atelier.application.testing;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ModelDescriptionRepository;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelKind;
import dev.atelier.domain.checkpoint.ModelProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of {@link ModelDescriptionRepository}. */
public abstract class ModelDescriptionRepositoryContract {

    private static final ModelDescription LORA = new ModelDescription(
            ModelFamily.STABLE_DIFFUSION_XL,
            ModelKind.LORA,
            "BF16",
            170_543_052L,
            Map.of(ModelProperty.TITLE, "it's \"zürich\" \\ <b>", ModelProperty.RANK, "32"),
            List.of("a, b", "zürich"));
    private static final ModelDescription BARE =
            new ModelDescription(ModelFamily.UNKNOWN, ModelKind.UNKNOWN, "", 0, Map.of(), List.of());

    /** The checkpoints of the same database: none at the start of each test. */
    protected abstract CheckpointRepository checkpoints();

    /** The port, empty at the start of each test. */
    protected abstract ModelDescriptionRepository descriptions();

    private Checkpoint add(String... files) {
        Checkpoint added = checkpoint().files(files).build();
        checkpoints().add(added);
        return added;
    }

    private Map<Integer, ModelDescription> find(Checkpoint checkpoint) {
        return descriptions().find(List.of(checkpoint.id())).getOrDefault(checkpoint.id(), Map.of());
    }

    @Test
    void findsWhatWasSavedOfEachFile() {
        Checkpoint two = add("a.safetensors", "b.yaml", "c.ckpt");
        Checkpoint one = add("d.safetensors");
        Checkpoint other = add("e.safetensors");
        Checkpoint none = add("f.safetensors");

        descriptions().save(two.id(), Map.of(0, LORA, 2, BARE));
        descriptions().save(one.id(), Map.of(0, BARE));
        descriptions().save(other.id(), Map.of(0, LORA));

        assertThat(descriptions().find(List.of(two.id(), one.id(), none.id())))
                .isEqualTo(Map.of(two.id(), Map.of(0, LORA, 2, BARE), one.id(), Map.of(0, BARE)));
        assertThat(descriptions().find(List.of())).isEmpty();
    }

    @Test
    void theLastThatWasSavedHolds() {
        Checkpoint one = add("a.safetensors", "b.safetensors");
        descriptions().save(one.id(), Map.of(0, BARE, 1, BARE));

        descriptions().save(one.id(), Map.of(0, LORA));
        assertThat(find(one)).isEqualTo(Map.of(0, LORA));

        descriptions().save(one.id(), Map.of());
        assertThat(find(one)).isEmpty();
    }

    @Test
    void aRenamedFileKeepsItsDescription() {
        Checkpoint one = add("a.safetensors");
        descriptions().save(one.id(), Map.of(0, LORA));

        checkpoints().update(one.rename(new CheckpointFileName("b.safetensors")), CheckpointStatus.ACTIVE);

        assertThat(find(one)).isEqualTo(Map.of(0, LORA));
    }

    @Test
    void theyAreDeletedWithTheirCheckpoint() {
        Checkpoint one = add("a.safetensors");
        descriptions().save(one.id(), Map.of(0, LORA));

        checkpoints().delete(one.id());

        assertThat(find(one)).isEmpty();
        descriptions().save(one.id(), Map.of(0, LORA));
        assertThat(find(one)).as("there is none any more").isEmpty();
    }

    @Test
    void theLargestFits() {
        String widest = "\"\u4e00".repeat(1000);
        ModelDescription largest = new ModelDescription(
                ModelFamily.STABLE_DIFFUSION_XL_REFINER,
                ModelKind.DIFFUSION_MODEL,
                widest,
                Long.MAX_VALUE,
                Arrays.stream(ModelProperty.values()).collect(Collectors.toMap(Function.identity(), key -> widest)),
                IntStream.range(0, 100).mapToObj(at -> at + widest).toList());
        Checkpoint one = add("a.safetensors");

        descriptions().save(one.id(), Map.of(0, largest));

        assertThat(find(one)).isEqualTo(Map.of(0, largest));
    }
}
