package dev.atelier.application.testing;

import static dev.atelier.application.testing.SettableClock.START;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.domain.checkpoint.CheckpointType.LORA;
import static dev.atelier.domain.checkpoint.CheckpointType.STABLE_DIFFUSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.Checkpoints;
import dev.atelier.application.checkpoint.Checkpoints.Filter;
import dev.atelier.application.checkpoint.Checkpoints.Slice;
import dev.atelier.application.checkpoint.NameTaken;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Checkpoints} keeps to. */
public abstract class CheckpointsContract {

    private static final Filter ALL = new Filter(Set.of(), List.of(), List.of(), Set.of());

    /** The port: without checkpoints at the start of each test, the same throughout it. */
    protected abstract Checkpoints checkpoints();

    @Test
    void findsWhatWasAddedByIdAndByEachOfItsFiles() {
        Checkpoint added = add(checkpoint()
                .uploading("zürich's 1%.safetensors", "a.yaml")
                .openTo("designer", "*")
                .params(Map.of("message", "a \"word\"", "count", 3, "nested", Map.of("list", List.of(1, "two")))));

        assertThat(checkpoints().find(added.id())).contains(added);
        assertThat(find(STABLE_DIFFUSION, "zürich's 1%.safetensors")).containsExactly(added);
        assertThat(find(STABLE_DIFFUSION, "a.yaml")).containsExactly(added);
    }

    @Test
    void keepsFilesAndUploadsInTheirOrder() {
        Checkpoint added = add(checkpoint().uploading("z", "a", "m"));

        Checkpoint found = checkpoints().find(added.id()).orElseThrow();

        assertThat(found.files()).containsExactlyElementsOf(added.files());
        assertThat(found.uploads().keySet()).containsExactly("z", "a", "m");
    }

    @Test
    void findsNothingThatWasNotAdded() {
        add(checkpoint().files("a"));

        assertThat(checkpoints().find(checkpoint().build().id())).isEmpty();
        assertThat(find(STABLE_DIFFUSION, "b")).isEmpty();
        assertThat(find(LORA, "a")).isEmpty();
    }

    @Test
    void refusesAFileNameThatIsTakenAndAddsNothing() {
        Checkpoint first = add(checkpoint().status(CheckpointStatus.DISABLED).files("taken"));
        Checkpoint second = checkpoint().files("free", "taken").build();

        assertThatThrownBy(() -> checkpoints().add(second)).isInstanceOf(NameTaken.class);

        assertThat(checkpoints().find(second.id())).isEmpty();
        assertThat(find(STABLE_DIFFUSION, "free")).isEmpty();
        assertThat(find(STABLE_DIFFUSION, "taken")).containsExactly(first);
    }

    @Test
    void aNameIsTakenForItsTypeOnly() {
        Checkpoint model = add(checkpoint().files("same"));
        Checkpoint lora = add(checkpoint().type(LORA).files("same"));

        assertThat(find(STABLE_DIFFUSION, "same")).containsExactly(model);
        assertThat(find(LORA, "same")).containsExactly(lora);
    }

    @Test
    void ofManyWhoAddTheSameNameAtOnceOneSucceeds() throws Exception {
        int rounds = 20;
        for (int i = 0; i < rounds; i++) {
            String name = "wanted" + i;
            assertThat(AtOnce.times(6, () -> isAdded(checkpoint().files(name)))).containsOnlyOnce(true);
        }

        assertThat(checkpoints().find(ALL, 1, 1).total()).isEqualTo(rounds);
    }

    @Test
    void updatesACheckpointThatHasTheExpectedStatus() {
        Checkpoint active = add(checkpoint().uploading("a", "b")).activate();

        assertThat(checkpoints().update(active, CheckpointStatus.INITIAL)).isTrue();

        assertThat(checkpoints().find(active.id())).contains(active);
    }

    @Test
    void leavesACheckpointAloneThatHasAnotherStatus() {
        Checkpoint initial = add(checkpoint().uploading("a"));

        assertThat(checkpoints().update(initial.activate(), CheckpointStatus.DISABLED))
                .isFalse();
        assertThat(checkpoints().update(checkpoint().build(), CheckpointStatus.ACTIVE))
                .isFalse();

        assertThat(checkpoints().find(initial.id())).contains(initial);
        assertThat(checkpoints().find(ALL, 1, 10).total()).isEqualTo(1);
    }

    @Test
    void aRenameFreesTheOldName() {
        Checkpoint renamed = add(checkpoint().files("old")).rename(new CheckpointFileName("new"));

        assertThat(checkpoints().update(renamed, CheckpointStatus.ACTIVE)).isTrue();

        assertThat(find(STABLE_DIFFUSION, "new")).containsExactly(renamed);
        Checkpoint next = add(checkpoint().files("old"));
        assertThat(find(STABLE_DIFFUSION, "old")).containsExactly(next);
    }

    @Test
    void refusesARenameToANameThatIsTakenAndChangesNothing() {
        Checkpoint one = add(checkpoint().files("one"));
        Checkpoint two = add(checkpoint().files("two"));
        Checkpoint clash = two.rename(new CheckpointFileName("one"));

        assertThatThrownBy(() -> checkpoints().update(clash, CheckpointStatus.ACTIVE))
                .isInstanceOf(NameTaken.class);

        assertThat(find(STABLE_DIFFUSION, "one")).containsExactly(one);
        assertThat(find(STABLE_DIFFUSION, "two")).containsExactly(two);
    }

    @Test
    void deletesACheckpointAndFreesItsNames() {
        Checkpoint gone = add(checkpoint().files("a", "b"));

        checkpoints().delete(gone.id());
        checkpoints().delete(gone.id());

        assertThat(checkpoints().find(gone.id())).isEmpty();
        Checkpoint next = add(checkpoint().files("b"));
        assertThat(find(STABLE_DIFFUSION, "b")).containsExactly(next);
    }

    @Test
    void tellsWhatLiesOnNodesWhateverItsStatus() {
        Checkpoint active = add(checkpoint().onNodes());
        Checkpoint disabled = add(checkpoint().onNodes().status(CheckpointStatus.DISABLED));
        add(checkpoint());

        assertThat(checkpoints().onNodes()).containsExactlyInAnyOrder(active, disabled);
    }

    @Test
    void listsWhatFitsTypesAndStatuses() {
        Checkpoint model = add(checkpoint());
        Checkpoint lora = add(checkpoint().type(LORA).createdAt(START.plusSeconds(1)));
        Checkpoint initial = add(checkpoint().uploading("a", "b").createdAt(START.plusSeconds(2)));

        assertThat(list(ALL)).containsExactly(initial, lora, model);
        assertThat(list(new Filter(Set.of(), List.of(LORA), List.of(), Set.of())))
                .containsExactly(lora);
        assertThat(list(new Filter(
                        Set.of(),
                        List.of(LORA, STABLE_DIFFUSION),
                        List.of(CheckpointStatus.ACTIVE, CheckpointStatus.DISABLED),
                        Set.of())))
                .containsExactly(lora, model);
    }

    @Test
    void listsWhatIsOpenToOneOfEachSetOfNames() {
        Checkpoint both = add(checkpoint().openTo("designer", "guest", "byoc"));
        Checkpoint designer = add(checkpoint().openTo("designer").createdAt(START.plusSeconds(1)));
        Checkpoint everyone = add(checkpoint().openTo("*").createdAt(START.plusSeconds(2)));

        assertThat(list(openTo(Set.of("designer", "ann", "*"), Set.of()))).containsExactly(everyone, designer, both);
        assertThat(list(openTo(Set.of("design"), Set.of()))).isEmpty();
        assertThat(list(openTo(Set.of(), Set.of("guest", "byoc")))).containsExactly(both);
        assertThat(list(openTo(Set.of("designer", "*"), Set.of("guest")))).containsExactly(both);
        assertThat(list(openTo(Set.of("designer"), Set.of("*")))).isEmpty();
    }

    @Test
    void numbersPagesFromOneAndCountsAll() {
        List<Checkpoint> five = IntStream.range(0, 5)
                .mapToObj(i -> add(checkpoint().files("one" + i, "two" + i).createdAt(START.minusSeconds(i))))
                .toList();
        add(checkpoint().type(LORA));
        Filter models = new Filter(Set.of("designer"), List.of(STABLE_DIFFUSION), List.of(), Set.of());

        assertThat(checkpoints().find(models, 1, 2)).isEqualTo(new Slice(five.subList(0, 2), 5));
        assertThat(checkpoints().find(models, 3, 2)).isEqualTo(new Slice(five.subList(4, 5), 5));
        assertThat(checkpoints().find(models, 4, 2)).isEqualTo(new Slice(List.of(), 5));
    }

    private static Filter openTo(Set<String> names, Set<String> roles) {
        return new Filter(names, List.of(), List.of(), roles);
    }

    private List<Checkpoint> list(Filter filter) {
        return checkpoints().find(filter, 1, 10).items();
    }

    private List<Checkpoint> find(CheckpointType type, String file) {
        return checkpoints().find(type, new CheckpointFileName(file)).stream().toList();
    }

    private boolean isAdded(TestCheckpoints checkpoint) {
        try {
            add(checkpoint);
            return true;
        } catch (NameTaken e) {
            return false;
        }
    }

    private Checkpoint add(TestCheckpoints checkpoint) {
        Checkpoint built = checkpoint.build();
        checkpoints().add(built);
        return built;
    }
}
