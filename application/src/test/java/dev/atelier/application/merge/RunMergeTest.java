package dev.atelier.application.merge;

import static dev.atelier.application.testing.TestMerges.checkpointOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ModelDescriber;
import dev.atelier.application.merge.MergeQueue.Claim;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.TestMerges;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.domain.merge.MergeRecipe;
import dev.atelier.domain.merge.MergeStatus;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunMergeTest {

    private static final Duration LEASE = Duration.ofHours(1);

    private final InMemoryAtelier atelier = new InMemoryAtelier();

    @BeforeEach
    void storeModels() {
        TestMerges.merge("any")
                .recipe()
                .models()
                .forEach(model -> write(model, model.name().value()));
    }

    @Test
    void theResultIsAnActiveCheckpoint() throws Exception {
        MergeJob merge = add("both");

        run();

        assertThat(now(merge).status()).isEqualTo(MergeStatus.SUCCEED);
        assertThat(now(merge).progress()).isEqualTo(1);
        assertThat(now(merge).ended()).isEqualTo(atelier.clock.instant());
        Checkpoint made = checkpoint(merge);
        assertThat(made.status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(made.files().get(0).sha256()).isNotNull();
        assertThat(atelier.read(made.files().get(0).location())).isEqualTo("a.safetensors+b.safetensors");
        assertThat(atelier.descriptions.find(List.of(made.id()))).containsOnlyKeys(made.id());
        assertThat(atelier.merger.remembered()).isZero();
        assertThat(atelier.merges.claim(LEASE)).isEmpty();
    }

    @Test
    void equalContentIsStoredOnce() throws Exception {
        MergeJob first = add("first");
        MergeJob second = add("second");
        int before = atelier.store.files().size();
        run();
        run();

        assertThat(checkpoint(second).files().get(0).location())
                .isEqualTo(checkpoint(first).files().get(0).location());
        assertThat(atelier.store.files()).hasSize(before + 1);
    }

    @Test
    void aCopyThatCannotBeRemovedStaysBehind() throws Exception {
        add("first");
        MergeJob second = add("second");
        run();
        atelier.store.breakDeletions();

        run();

        assertThat(now(second).status()).isEqualTo(MergeStatus.SUCCEED);
    }

    @Test
    void aModelThatIsGoneFailsTheMergeAndFreesTheName() throws Exception {
        MergeJob merge = add("both");
        atelier.store.deleteAll(merge.recipe().models().get(1).location());

        run();

        assertFailed(merge, "the file of b.safetensors is gone");
        add("both");
    }

    @Test
    void aResultThatMayNotBeUsedIsNeverActive() throws Exception {
        MergeJob merge = add("both");
        write(merge.recipe().models().get(0), InMemoryInspector.EVIL);
        int before = atelier.store.files().size();

        run();

        assertFailed(merge, "both.safetensors says that it is evil");
        assertThat(atelier.store.files()).hasSize(before);
        assertThat(atelier.merger.remembered()).isZero();
    }

    @Test
    void aFullDiskFailsTheMerge() throws Exception {
        MergeJob merge = add("both");

        over((id, recipe, progress) -> {
                    throw new InsufficientStorageException("the disk is full", null);
                })
                .run(claim(), progress -> {});

        assertFailed(merge, "the disk is full");
    }

    @Test
    void aBrokenDiskIsTriedAgainLater() throws Exception {
        MergeJob merge = add("both");
        RunMerge broken = over((id, recipe, progress) -> {
            throw new IOException("no disk");
        });

        assertThatThrownBy(() -> broken.run(claim(), progress -> {})).isInstanceOf(IOException.class);

        assertThat(now(merge)).isEqualTo(merge);
        assertThat(atelier.merges.claim(LEASE)).isEmpty();
        atelier.clock.pass(Duration.ofMinutes(2));
        run();
        assertThat(now(merge).status()).isEqualTo(MergeStatus.SUCCEED);
    }

    @Test
    void anInterruptedMergeWaitsForTheNextClaim() throws Exception {
        MergeJob merge = add("both");
        RunMerge interrupted = over((id, recipe, progress) -> {
            throw new InterruptedException();
        });

        assertThatThrownBy(() -> interrupted.run(claim(), progress -> {})).isInstanceOf(InterruptedException.class);

        run();
        assertThat(now(merge).status()).isEqualTo(MergeStatus.SUCCEED);
    }

    @Test
    void aMergeThatIsInterruptedWhileItsResultIsDescribedWaitsForTheNextClaim() throws Exception {
        MergeJob merge = add("both");
        ModelDescriber interrupted = new ModelDescriber(
                atelier.store,
                (name, file) -> {
                    Thread.currentThread().interrupt();
                    throw new ClosedByInterruptException();
                },
                atelier.descriptions);

        assertThatThrownBy(() -> over(atelier.merger, interrupted).run(claim(), progress -> {}))
                .isInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isFalse();
        run();
        assertThat(now(merge).status()).isEqualTo(MergeStatus.SUCCEED);
    }

    @Test
    void aCheckpointThatWasDeletedEndsItsMerge() throws Exception {
        MergeJob waiting = add("waiting");
        atelier.checkpoints.delete(waiting.id().checkpoint());
        run();
        assertThat(now(waiting).error()).isEqualTo("its checkpoint was deleted before the merge had ended");

        MergeJob running = add("running");
        int before = atelier.store.files().size();
        over((id, recipe, progress) -> {
                    atelier.checkpoints.delete(id.checkpoint());
                    return atelier.merger.merge(id, recipe, progress);
                })
                .run(claim(), progress -> {});
        assertThat(now(running).error()).isEqualTo("its checkpoint was deleted before the merge had ended");
        assertThat(atelier.store.files()).hasSize(before);
    }

    @Test
    void whatCannotBeFinishedIsGivenUp() throws Exception {
        MergeJob merge = add("both");
        for (int attempt = 0; attempt < RunMerge.MAX_ATTEMPTS; attempt++) {
            atelier.merges.requeue(claim(), Duration.ZERO);
        }

        run();

        assertThat(now(merge).error()).contains("given up after 20 attempts");
    }

    private void assertFailed(MergeJob merge, String because) {
        assertThat(now(merge).status()).isEqualTo(MergeStatus.FAILED);
        assertThat(now(merge).error()).isEqualTo(because);
        assertThat(checkpoint(merge).status()).isEqualTo(CheckpointStatus.DISABLED);
        assertThat(checkpoint(merge).error()).contains(because);
    }

    private MergeJob add(String result) {
        MergeJob merge = TestMerges.merge(result);
        atelier.merges.add(merge, checkpointOf(merge));
        return merge;
    }

    private void write(ModelFile model, String content) {
        atelier.write(model.location(), content);
    }

    private Claim claim() {
        return atelier.merges.claim(LEASE).orElseThrow();
    }

    private void run() throws Exception {
        over(atelier.merger::merge).run(claim(), progress -> {});
    }

    private MergeJob now(MergeJob merge) {
        return atelier.merges.find(merge.id()).orElseThrow();
    }

    private Checkpoint checkpoint(MergeJob merge) {
        return atelier.checkpoints.find(merge.id().checkpoint()).orElseThrow();
    }

    /** The merger that replaces the one in memory for {@code merge} only. */
    private interface Merging {
        ModelMerger.Merged merge(MergeId id, MergeRecipe recipe, DoubleConsumer progress)
                throws IOException, InterruptedException;
    }

    private RunMerge over(Merging merging) {
        ModelMerger merger = new ModelMerger() {
            @Override
            public void requireMergeable(MergeRecipe recipe) throws IOException {
                atelier.merger.requireMergeable(recipe);
            }

            @Override
            public Merged merge(MergeId id, MergeRecipe recipe, DoubleConsumer progress)
                    throws IOException, InterruptedException {
                return merging.merge(id, recipe, progress);
            }

            @Override
            public void forget(MergeId id) throws IOException {
                atelier.merger.forget(id);
            }
        };
        return over(merger, atelier.describer);
    }

    private RunMerge over(ModelMerger merger, ModelDescriber describer) {
        return new RunMerge(
                atelier.merges,
                atelier.checkpoints,
                merger,
                atelier.inspector,
                atelier.store,
                describer,
                atelier.clock);
    }
}
