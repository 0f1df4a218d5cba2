package dev.atelier.application.testing;

import static dev.atelier.application.testing.SettableClock.START;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.application.testing.TestPrincipals.principals;
import static dev.atelier.domain.checkpoint.CheckpointType.LORA;
import static dev.atelier.domain.checkpoint.CheckpointType.STABLE_DIFFUSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.CheckpointRepository.Filter;
import dev.atelier.application.checkpoint.CheckpointRepository.Slice;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract of {@link CheckpointRepository}. */
public abstract class CheckpointRepositoryContract {

    private static final Filter ALL = new Filter(List.of(), List.of(), List.of());

    private static final String SHA = "0123456789abcdef".repeat(4);
    private static final String OTHER_SHA = "fedcba9876543210".repeat(4);

    /** The port: without checkpoints at the start of each test, the same throughout it. */
    protected abstract CheckpointRepository checkpoints();

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
    void findsActiveOnesByTheNamesThatNodesKnowThemBy() {
        Checkpoint style = add(checkpoint().files("Style.V2.SafeTensors", "other.ckpt"));
        Checkpoint vae = add(checkpoint().type(CheckpointType.VAE).files("style.v2.pt"));
        add(checkpoint().uploading("style.v2.bin"));
        add(checkpoint().files("style.safetensors"));

        assertThat(checkpoints().activeWithStems(Set.of("style.v2", "none"))).containsExactlyInAnyOrder(style, vae);
        assertThat(checkpoints().activeWithStems(Set.of("style.v2", "other"))).containsExactlyInAnyOrder(style, vae);
        assertThat(checkpoints().activeWithStems(Set.of("Style.V2"))).isEmpty();
        assertThat(checkpoints().activeWithStems(Set.of())).isEmpty();
        assertThat(checkpoints().activeWithStems(Set.of("style\0", "style.v2")))
                .as("U+0000, which PostgreSQL does not take")
                .containsExactlyInAnyOrder(style, vae);
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
    void rejectsAFileNameThatIsTakenAndAddsNothing() {
        Checkpoint first = add(checkpoint().files("taken"));
        Checkpoint second = checkpoint().files("free", "taken").build();

        assertThatThrownBy(() -> checkpoints().add(second)).isInstanceOf(CheckpointNameTakenException.class);

        assertThat(checkpoints().find(second.id())).isEmpty();
        assertThat(find(STABLE_DIFFUSION, "free")).isEmpty();
        assertThat(find(STABLE_DIFFUSION, "taken")).containsExactly(first);
    }

    @Test
    void aDisabledCheckpointKeepsItsNameAndDoesNotHoldIt() {
        Checkpoint failed = add(checkpoint().uploading("wanted")).fail("it broke");
        assertThat(checkpoints().update(failed, CheckpointStatus.INITIAL)).isTrue();
        assertThat(find(STABLE_DIFFUSION, "wanted")).isEmpty();

        Checkpoint next = add(checkpoint().files("wanted"));

        assertThat(find(STABLE_DIFFUSION, "wanted")).containsExactly(next);
        assertThat(checkpoints().find(failed.id())).contains(failed);
        assertThatThrownBy(() -> checkpoints().update(failed.activate(), CheckpointStatus.DISABLED))
                .isInstanceOf(CheckpointNameTakenException.class);
    }

    @Test
    void aChangeOfTheStatusChangesNothingElse() {
        Checkpoint seen = add(checkpoint().files("a.ckpt", "b.ckpt").openTo("ann"));
        Checkpoint read = seen.withFiles(
                List.of(seen.files().get(0).read(SHA), seen.files().get(1).named(new CheckpointFileName("c.ckpt"))));
        checkpoints().update(read, CheckpointStatus.ACTIVE);
        checkpoints().share(seen.id(), principals("bob"));

        Checkpoint disabled = read.disable().openTo(principals("bob"));
        assertThat(checkpoints().changeStatus(seen, CheckpointStatus.DISABLED)).contains(disabled);
        assertThat(checkpoints().find(seen.id())).contains(disabled);
        assertThat(find(STABLE_DIFFUSION, "c.ckpt")).isEmpty();
        assertThat(checkpoints().changeStatus(seen, CheckpointStatus.DISABLED))
                .as("it is Disabled already")
                .isEmpty();

        checkpoints().beginDeletion(seen.id());
        Checkpoint back =
                checkpoints().changeStatus(disabled, CheckpointStatus.ACTIVE).orElseThrow();
        assertThat(checkpoints().find(seen.id())).contains(back);
        assertThat(back.files()).extracting(ModelFile::sha256).containsOnlyNulls();
        assertThat(find(STABLE_DIFFUSION, "c.ckpt")).containsExactly(back);
        checkpoints().delete(seen.id());
        assertThat(checkpoints().changeStatus(back, CheckpointStatus.DISABLED)).isEmpty();
    }

    @Test
    void oneInUseAgainTakesItsNameFromNodesAndFromNoOther() {
        Checkpoint disabled = add(checkpoint().files("a.ckpt").status(CheckpointStatus.DISABLED));
        Checkpoint onNodes = Checkpoint.onNodes(
                STABLE_DIFFUSION, new CheckpointFileName("a.ckpt"), disabled.location(), new UserName("api"), START);
        checkpoints().add(onNodes);
        Checkpoint back =
                checkpoints().changeStatus(disabled, CheckpointStatus.ACTIVE).orElseThrow();
        assertThat(find(STABLE_DIFFUSION, "a.ckpt")).containsExactly(back);
        assertThat(checkpoints().find(onNodes.id())).isEmpty();

        checkpoints().changeStatus(back, CheckpointStatus.DISABLED);
        Checkpoint next = add(checkpoint().files("a.ckpt"));
        assertThatThrownBy(() -> checkpoints().changeStatus(disabled, CheckpointStatus.ACTIVE))
                .isInstanceOf(CheckpointNameTakenException.class);
        assertThat(find(STABLE_DIFFUSION, "a.ckpt")).containsExactly(next);
        assertThat(checkpoints().find(disabled.id())).contains(disabled);
    }

    @Test
    void sharingChangesWhoMayUseItAndNothingElse() {
        Checkpoint initial = add(checkpoint().uploading("a").openTo("designer").params(Map.of("message", "m")));
        Checkpoint active = initial.activate();
        checkpoints().update(active, CheckpointStatus.INITIAL);

        Checkpoint shared = active.openTo(principals("guest", "user:ann"));

        assertThat(checkpoints().share(initial.id(), shared.allowedRolesOrUsers()))
                .contains(shared);
        assertThat(checkpoints().find(initial.id())).contains(shared);
        assertThat(list(openTo(principals("designer"), Set.of()))).isEmpty();
        assertThat(checkpoints().share(checkpoint().build().id(), Set.of())).isEmpty();
    }

    @Test
    void whatWasReadBeforeItWasSharedDoesNotUndoThat() {
        Checkpoint initial = add(checkpoint().uploading("a").openTo("designer"));
        checkpoints().share(initial.id(), principals("guest"));

        Checkpoint active = initial.activate().openTo(principals("guest"));
        assertThat(checkpoints().updateDeduplicated(initial.activate(), CheckpointStatus.INITIAL))
                .contains(active);
        assertThat(checkpoints().update(initial.activate(), CheckpointStatus.ACTIVE))
                .isTrue();

        assertThat(checkpoints().find(initial.id())).contains(active);
    }

    @Test
    void equalContentOfActiveCheckpointsHasOneLocation() {
        Checkpoint first = active(checkpoint().files("a", "twin"), SHA, SHA);
        Checkpoint second = active(checkpoint().files("b", "c"), SHA, OTHER_SHA);

        assertThat(first.files())
                .extracting(ModelFile::location)
                .containsOnly(first.location().resolve("a"));
        assertThat(second.files())
                .extracting(ModelFile::location)
                .containsExactly(
                        first.location().resolve("a"), second.location().resolve("c"));
        assertThat(second.files()).extracting(ModelFile::sha256).containsExactly(SHA, OTHER_SHA);
        assertThat(checkpoints().find(second.id())).contains(second);
    }

    @Test
    void sharesNothingWithWhatIsNotActiveOrNotRead() {
        Checkpoint uploading = add(checkpoint().status(CheckpointStatus.INITIAL).files("a"), SHA);
        Checkpoint second = active(checkpoint().files("b"), SHA);
        Checkpoint unread = active(checkpoint().files("c"), (String) null);

        assertThat(second.files().get(0).location()).isEqualTo(second.location().resolve("b"));
        assertThat(unread.files().get(0).location()).isEqualTo(unread.location().resolve("c"));
        assertThat(checkpoints().updateDeduplicated(uploading.activate(), CheckpointStatus.DISABLED))
                .isEmpty();
        assertThat(checkpoints().find(uploading.id())).contains(uploading);
    }

    @Test
    void theLastToBeReleasedFreesTheBytes() {
        Checkpoint first = active(checkpoint().files("a"), SHA);
        Checkpoint second = active(checkpoint().files("b"), SHA);

        assertThat(checkpoints().beginDeletion(first.id()))
                .containsExactly(first.location().resolve("a"));
        checkpoints().delete(first.id());
        assertThat(checkpoints().isUsed(first.location().resolve("a"))).isTrue();
        assertThat(checkpoints().isUsed(second.location().resolve("b"))).isFalse();
        assertThat(active(checkpoint().files("c"), SHA).files().get(0).location())
                .isEqualTo(first.location().resolve("a"));
        assertThat(checkpoints().beginDeletion(second.id())).isNotEmpty();
        checkpoints().delete(second.id());
        Checkpoint last = find(STABLE_DIFFUSION, "c").get(0);
        assertThat(checkpoints().beginDeletion(last.id())).isEmpty();
        assertThat(checkpoints().beginDeletion(last.id())).isEmpty();

        Checkpoint after = active(checkpoint().files("d"), SHA);
        assertThat(after.files().get(0).location()).isEqualTo(after.location().resolve("d"));
    }

    @Test
    void ofSharersReleasedAtOnceExactlyOneIsTheLast() throws Exception {
        for (int round = 0; round < 10; round++) {
            String sha = SHA.substring(2) + (10 + round);
            List<Checkpoint> sharers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                sharers.add(active(checkpoint().files("sharer" + round + i), sha));
            }
            Queue<Checkpoint> left = new ConcurrentLinkedQueue<>(sharers);

            assertThat(Concurrently.times(
                            4,
                            () -> checkpoints()
                                    .beginDeletion(left.remove().id())
                                    .isEmpty()))
                    .containsOnlyOnce(true);
        }
    }

    private Checkpoint active(TestCheckpoints checkpoint, String... digests) {
        Checkpoint initial = add(checkpoint.status(CheckpointStatus.INITIAL), digests);
        return checkpoints()
                .updateDeduplicated(initial.activate(), CheckpointStatus.INITIAL)
                .orElseThrow();
    }

    private Checkpoint add(TestCheckpoints checkpoint, String... digests) {
        Checkpoint built = checkpoint.build();
        List<ModelFile> read = new ArrayList<>();
        for (int at = 0; at < digests.length; at++) {
            read.add(built.files().get(at).read(digests[at]));
        }
        Checkpoint known = built.withFiles(read);
        checkpoints().add(known);
        return known;
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
            assertThat(Concurrently.times(6, () -> isAdded(checkpoint().files(name))))
                    .containsOnlyOnce(true);
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
    void rejectsARenameToANameThatIsTakenAndChangesNothing() {
        Checkpoint one = add(checkpoint().files("one"));
        Checkpoint two = add(checkpoint().files("two"));
        Checkpoint clash = two.rename(new CheckpointFileName("one"));

        assertThatThrownBy(() -> checkpoints().update(clash, CheckpointStatus.ACTIVE))
                .isInstanceOf(CheckpointNameTakenException.class);

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
    void aStoredCheckpointTakesANameOverFromOneOnNodes() {
        Checkpoint onNodes = Checkpoint.onNodes(
                STABLE_DIFFUSION,
                new CheckpointFileName("a"),
                checkpoint().build().location(),
                new UserName("api"),
                START);
        checkpoints().add(onNodes);
        assertThat(checkpoints().isTaken(STABLE_DIFFUSION, new CheckpointFileName("a")))
                .isFalse();

        Checkpoint uploading = add(checkpoint().uploading("a"));
        assertThat(find(STABLE_DIFFUSION, "a")).containsExactly(uploading);
        assertThat(checkpoints().find(onNodes.id())).contains(onNodes);
        assertThat(checkpoints().isTaken(STABLE_DIFFUSION, new CheckpointFileName("a")))
                .isTrue();

        checkpoints().delete(uploading.id());
        Checkpoint again = add(checkpoint().uploading("a"));
        checkpoints().update(again.activate(), CheckpointStatus.INITIAL);
        assertThat(find(STABLE_DIFFUSION, "a")).containsExactly(again.activate());
        assertThat(checkpoints().find(onNodes.id())).isEmpty();
        assertThatThrownBy(() -> checkpoints().add(onNodes)).isInstanceOf(CheckpointNameTakenException.class);
    }

    @Test
    void returnsAllCheckpointsOnNodesWhateverTheirStatus() {
        Checkpoint active = add(checkpoint().onNodes());
        Checkpoint disabled = add(checkpoint().onNodes().status(CheckpointStatus.DISABLED));
        add(checkpoint());

        assertThat(checkpoints().findAllOnNodes()).containsExactlyInAnyOrder(active, disabled);
    }

    @Test
    void listsWhatFitsTypesAndStatuses() {
        Checkpoint model = add(checkpoint());
        Checkpoint lora = add(checkpoint().type(LORA).createdAt(START.plusSeconds(1)));
        Checkpoint initial = add(checkpoint().uploading("a", "b").createdAt(START.plusSeconds(2)));

        assertThat(list(ALL)).containsExactly(initial, lora, model);
        assertThat(list(new Filter(List.of(), List.of(LORA), List.of()))).containsExactly(lora);
        assertThat(list(new Filter(
                        List.of(),
                        List.of(LORA, STABLE_DIFFUSION),
                        List.of(CheckpointStatus.ACTIVE, CheckpointStatus.DISABLED))))
                .containsExactly(lora, model);
    }

    @Test
    void listsWhatAUserMade() {
        Checkpoint made = add(checkpoint());
        add(checkpoint().type(LORA));

        assertThat(list(ALL.madeBy(made.creator()))).hasSize(2);
        assertThat(list(new Filter(List.of(), List.of(STABLE_DIFFUSION), List.of()).madeBy(made.creator())))
                .containsExactly(made);
        assertThat(list(ALL.madeBy(new UserName("another")))).isEmpty();
    }

    @Test
    void listsWhatIsOpenToOneOfEachSetOfNames() {
        Checkpoint both = add(checkpoint().openTo("designer", "guest", "byoc"));
        Checkpoint designer = add(checkpoint().openTo("designer").createdAt(START.plusSeconds(1)));
        Checkpoint everyone = add(checkpoint().openTo("*").createdAt(START.plusSeconds(2)));

        assertThat(list(openTo(principals("designer", "user:ann", "*"), Set.of())))
                .containsExactly(everyone, designer, both);
        assertThat(list(openTo(principals("design"), Set.of()))).isEmpty();
        assertThat(list(openTo(Set.of(), principals("guest", "byoc")))).containsExactly(both);
        assertThat(list(openTo(principals("designer", "*"), principals("guest"))))
                .containsExactly(both);
        assertThat(list(openTo(principals("designer"), principals("*")))).isEmpty();
        assertThat(list(openTo(List.of(principals("designer"), principals("guest"), principals("byoc", "user:ann")))))
                .containsExactly(both);
        assertThat(list(openTo(List.of(principals("designer"), principals("guest"), principals("user:ann")))))
                .isEmpty();
    }

    @Test
    void numbersPagesFromOneAndCountsAll() {
        List<Checkpoint> five = IntStream.range(0, 5)
                .mapToObj(i -> add(checkpoint().files("one" + i, "two" + i).createdAt(START.minusSeconds(i))))
                .toList();
        add(checkpoint().type(LORA));
        Filter models = new Filter(List.of(principals("designer")), List.of(STABLE_DIFFUSION), List.of());

        assertThat(checkpoints().find(models, 1, 2)).isEqualTo(new Slice(five.subList(0, 2), 5));
        assertThat(checkpoints().find(models, 3, 2)).isEqualTo(new Slice(five.subList(4, 5), 5));
        assertThat(checkpoints().find(models, 4, 2)).isEqualTo(new Slice(List.of(), 5));
    }

    private static Filter openTo(Set<Principal> names, Set<Principal> others) {
        return openTo(List.of(names, others));
    }

    private static Filter openTo(List<Set<Principal>> names) {
        return new Filter(names, List.of(), List.of());
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
        } catch (CheckpointNameTakenException e) {
            return false;
        }
    }

    private Checkpoint add(TestCheckpoints checkpoint) {
        Checkpoint built = checkpoint.build();
        checkpoints().add(built);
        return built;
    }
}
