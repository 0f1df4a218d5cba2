package dev.atelier.application.merge;

import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCallers.withRoles;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.application.testing.TestPrincipals.principals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.BulkOperationsPolicy;
import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryMerger;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotSupportedException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.domain.merge.MergeMethod;
import dev.atelier.domain.merge.MergeStatus;
import dev.atelier.domain.merge.Multiplier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StartMergeTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final StartMerge start = starting(new BulkOperationsPolicy(true));
    private Checkpoint a;

    @BeforeEach
    void addModels() {
        a = add(checkpoint().files("a.safetensors"), "A");
        add(checkpoint().files("b.safetensors"), "B");
    }

    @Test
    void isInprogressAtOnceAndItsCheckpointHoldsTheName() {
        CompletableFuture<Void> notification = atelier.signals.nextNotification(MergeQueue.ADDED);

        MergeJob merge = start(command("both", "a.safetensors", "b.safetensors"));

        assertThat(merge.status()).isEqualTo(MergeStatus.INPROGRESS);
        assertThat(merge.recipe().models().get(0)).isEqualTo(a.files().get(0));
        assertThat(atelier.merges.find(merge.id())).contains(merge);
        Checkpoint made = atelier.checkpoints.find(merge.id().checkpoint()).orElseThrow();
        assertThat(made.status()).isEqualTo(CheckpointStatus.INITIAL);
        assertThat(made.files().get(0).name().value()).isEqualTo("both.safetensors");
        assertThat(made.allowedRolesOrUsers()).isEqualTo(principals("designer"));
        assertThat(notification).isDone();
        assertThatThrownBy(() -> start(command("both", "b.safetensors", "a.safetensors")))
                .isInstanceOf(CheckpointNameTakenException.class);
    }

    @Test
    void rejectsModelsThatCannotBeUsed() {
        atelier.add(checkpoint().files("initial.safetensors").status(CheckpointStatus.INITIAL));
        atelier.add(checkpoint().files("others.safetensors").openTo("painter"));
        atelier.add(checkpoint().files("node.safetensors").onNodes());
        atelier.add(checkpoint().files("lora.safetensors").type(CheckpointType.LORA));
        add(checkpoint().files("old.ckpt"), "old");

        rejects("none.safetensors", "checkpoint with name none.safetensors, type Stable-diffusion is not found");
        rejects("initial.safetensors", "not found");
        rejects("others.safetensors", "not found");
        rejects("lora.safetensors", "not found");
        rejects("node.safetensors", "node.safetensors is stored on a GPU node only; upload it to merge it");
        rejects("old.ckpt", "old.ckpt cannot be merged; supported are .safetensors files");
        rejects("a/b", "not found");
        rejects("../b", "not allowed");
    }

    @Test
    void rejectsTooFewModelsForTheMethod() {
        assertThatThrownBy(() -> start(command("one", "a.safetensors")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("Weighted sum takes 2 models, but 1 are given");
    }

    @Test
    void rejectsWhatTheMergerRejectsBeforeAnythingIsReserved() {
        add(checkpoint().files("odd.safetensors"), InMemoryMerger.ODD);

        rejects("odd.safetensors", "odd.safetensors is odd");
        start(command("both", "a.safetensors", "b.safetensors"));
    }

    @Test
    void bakesInAVaeThatIsOne() {
        add(checkpoint().files("v.safetensors").type(CheckpointType.VAE), "V");

        MergeJob merge = start.start(
                designer("ann"),
                new StartMerge.Command(
                        MergeMethod.NO_INTERPOLATION,
                        List.of("a.safetensors"),
                        Multiplier.USUAL,
                        Optional.of("baked"),
                        true,
                        Optional.of("ema"),
                        Optional.of("v.safetensors")));

        assertThat(merge.recipe().vae().orElseThrow().name().value()).isEqualTo("v.safetensors");
        assertThatThrownBy(() -> start.start(
                        designer("ann"),
                        new StartMerge.Command(
                                MergeMethod.NO_INTERPOLATION,
                                List.of("a.safetensors"),
                                Multiplier.USUAL,
                                Optional.of("again"),
                                true,
                                Optional.empty(),
                                Optional.of("b.safetensors"))))
                .hasMessageContaining("b.safetensors, type VAE is not found");
    }

    @Test
    void aNameThatExistsIsRejected() {
        assertThatThrownBy(() -> start(command("a", "a.safetensors", "b.safetensors")))
                .isInstanceOf(CheckpointNameTakenException.class)
                .hasMessageContaining("a.safetensors already exists");
    }

    @Test
    void withoutBulkOperationsAMergeIsRejected() {
        StartMerge nowhere = starting(new BulkOperationsPolicy(false));

        assertThatThrownBy(() -> nowhere.start(designer("ann"), command("both", "a.safetensors", "b.safetensors")))
                .isInstanceOf(NotSupportedException.class)
                .hasMessage(
                        "models are not merged in this installation (atelier.bulk-operations.enabled is false); merge them"
                                + " elsewhere and upload the result");

        assertThat(atelier.merges.claim(Duration.ofDays(1))).isEmpty();
        start(command("both", "a.safetensors", "b.safetensors"));
    }

    @Test
    void needsThePermission() {
        assertThatThrownBy(() -> start.start(
                        holding("ann", "checkpoint:list", "inference:all"),
                        command("both", "a.safetensors", "b.safetensors")))
                .isInstanceOf(PermissionDeniedException.class);
        assertThat(atelier.merges.claim(Duration.ofDays(1))).isEmpty();
    }

    @Test
    void isReturnedToItsOwnerAndAdministratorsOnly() {
        MergeJob merge = start(command("both", "a.safetensors", "b.safetensors"));
        GetMerge get = new GetMerge(atelier.merges);

        assertThat(get.find(designer("ann"), merge.id())).contains(merge);
        assertThatThrownBy(() -> get.find(withRoles(designer("bob"), "designer"), merge.id()))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> get.find(holding("ann", "checkpoint:all"), merge.id()))
                .isInstanceOf(PermissionDeniedException.class);
    }

    private StartMerge starting(BulkOperationsPolicy bulkOperationsPolicy) {
        return new StartMerge(
                atelier.merges,
                new MergeInputResolver(atelier.checkpoints),
                atelier.merger,
                bulkOperationsPolicy,
                atelier.signals,
                atelier.layout,
                atelier.ids,
                atelier.clock,
                atelier.audit);
    }

    private void rejects(String second, String because) {
        assertThatThrownBy(() -> start(command("both", "a.safetensors", second)))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(because);
    }

    private MergeJob start(StartMerge.Command command) {
        return start.start(designer("ann"), command);
    }

    private static StartMerge.Command command(String name, String... models) {
        return new StartMerge.Command(
                MergeMethod.WEIGHTED_SUM,
                List.of(models),
                Multiplier.USUAL,
                Optional.of(name),
                false,
                Optional.empty(),
                Optional.empty());
    }

    private Checkpoint add(TestCheckpoints checkpoint, String content) {
        Checkpoint added = atelier.add(checkpoint);
        atelier.write(added.files().get(0).location(), content);
        return added;
    }
}
