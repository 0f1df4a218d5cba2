package dev.atelier.application.testing;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ModelNotesRepository;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelNotes;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of {@link ModelNotesRepository}. */
public abstract class ModelNotesRepositoryContract {

    private static final ModelNotes LARGEST = new ModelNotes(
            "\u4e00".repeat(ModelNotes.MAX_LENGTH),
            IntStream.range(10, 10 + ModelNotes.MAX_TAGS)
                    .mapToObj(at -> at + "\u4e00".repeat(ModelNotes.MAX_TAG_LENGTH - 2))
                    .toList());

    /** The checkpoints of the same database: none at the start of each test. */
    protected abstract CheckpointRepository checkpoints();

    protected abstract ModelNotesRepository notes();

    private Checkpoint add() {
        Checkpoint added = checkpoint().build();
        checkpoints().add(added);
        return added;
    }

    @Test
    void theLastThatWasWrittenHolds() {
        Checkpoint one = add();
        Checkpoint other = add();
        ModelNotes written = new ModelNotes("use <b>\n0.8", List.of("Anime", "style"));

        assertThat(notes().save(one.id(), LARGEST)).isTrue();
        assertThat(notes().find(List.of(one.id(), other.id()))).isEqualTo(Map.of(one.id(), LARGEST));
        assertThat(notes().save(one.id(), written)).isTrue();
        assertThat(notes().save(other.id(), new ModelNotes("", List.of("style"))))
                .isTrue();

        assertThat(notes().find(List.of(one.id(), other.id())))
                .isEqualTo(Map.of(one.id(), written, other.id(), new ModelNotes("", List.of("style"))));
        assertThat(notes().find(List.of())).isEmpty();
        assertThat(notes().save(one.id(), ModelNotes.NONE)).isTrue();
        assertThat(notes().find(List.of(one.id()))).isEmpty();
    }

    @Test
    void theyOutliveARenamingAndGoWithTheirCheckpoint() {
        Checkpoint one = add();
        notes().save(one.id(), LARGEST);

        checkpoints().update(one.rename(new CheckpointFileName("b.safetensors")), CheckpointStatus.ACTIVE);
        assertThat(notes().find(List.of(one.id()))).isEqualTo(Map.of(one.id(), LARGEST));

        checkpoints().delete(one.id());
        assertThat(notes().find(List.of(one.id()))).isEmpty();
        assertThat(notes().save(one.id(), LARGEST)).isFalse();
        assertThat(notes().find(List.of(one.id()))).isEmpty();
    }
}
