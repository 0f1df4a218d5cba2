package dev.atelier.application.testing;

import static dev.atelier.application.testing.SettableClock.START;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.application.testing.TestModels.model;
import static dev.atelier.application.testing.TestPrincipals.principals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.model.ModelRepository;
import dev.atelier.application.model.ModelRepository.Claim;
import dev.atelier.application.model.ModelRepository.Filter;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.model.Model;
import dev.atelier.domain.model.ModelId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The contract of {@link ModelRepository}. */
public abstract class ModelRepositoryContract {

    private static final Duration LEASE = Duration.ofMinutes(15);
    private static final Filter ALL = new Filter(Set.of(), Set.of());
    private static final String SHA = "0123456789abcdef".repeat(4);

    /** The port, empty at the start of each test, the same throughout it. */
    protected abstract ModelRepository models();

    /** The checkpoints of the same database: none at the start of each test. */
    protected abstract CheckpointRepository checkpoints();

    /** Advances the time of the leases. */
    protected abstract void letTimePass(Duration time);

    @Test
    void findsWhatWasAdded() {
        Model added = add(model().openTo("designer", "user:ann").type(CheckpointType.LORA));

        assertThat(models().find(added.id())).contains(added);
        assertThat(models().find(new ModelId(UUID.randomUUID()))).isEmpty();
        assertThat(checkpoints().find(added.id().checkpoint())).isEmpty();
    }

    @Test
    void severalMayHaveTheSameName() {
        Model one = add(model());
        Model other = add(model());

        assertThat(one.name()).isEqualTo(other.name());
        assertThat(models().listNewest(ALL, 10)).containsExactlyInAnyOrder(one, other);
    }

    @Test
    void listsWhatFitsTheFilterNewestFirst() {
        Model old = add(model().openTo("guest", "designer").type(CheckpointType.VAE));
        Model fresh = add(model().openTo("guest").createdAt(START.plusNanos(1000)));
        Model others = add(model().openTo("bob").createdAt(START.plusSeconds(1)));

        assertThat(models().listNewest(ALL, 10)).containsExactly(others, fresh, old);
        assertThat(models().listNewest(ALL, 2)).containsExactly(others, fresh);
        assertThat(models().listNewest(new Filter(principals("guest", "designer"), Set.of()), 10))
                .containsExactly(fresh, old);
        assertThat(models().listNewest(new Filter(principals("guests"), Set.of()), 10))
                .isEmpty();
        assertThat(models().listNewest(new Filter(Set.of(), Set.of(CheckpointType.STABLE_DIFFUSION)), 10))
                .containsExactly(others, fresh);
        assertThat(models().listNewest(
                                new Filter(principals("guest"), Set.of(CheckpointType.VAE, CheckpointType.LORA)), 10))
                .containsExactly(old);
    }

    @Test
    void aClaimedModelIsCreatingAndInOneHandOnly() {
        Model added = add(model());

        Claim claim = claim(added).orElseThrow();

        assertThat(claim).isEqualTo(new Claim(added.begin(), 1));
        assertThat(models().find(added.id())).contains(added.begin());
        assertThat(claim(added)).isEmpty();
        assertThat(claim(model().build())).isEmpty();
    }

    @Test
    void ofManyWhoClaimAtOnceOneGetsIt() throws Exception {
        Model added = add(model());

        List<Boolean> claimed = Concurrently.times(6, () -> claim(added).isPresent());

        assertThat(claimed).containsOnlyOnce(true);
    }

    @Test
    void whatIsPutBackCanBeClaimedAgain() {
        Model added = add(model());
        Claim first = claim(added).orElseThrow();

        assertThat(models().complete(first, first.model().putBack())).isTrue();

        assertThat(models().find(added.id())).contains(added);
        assertThat(claim(added).orElseThrow().attempt()).isEqualTo(2);
        assertThat(models().complete(first, first.model().fail("late"))).isFalse();
    }

    @Test
    void whatFailedKeepsItsReasonAndIsOver() {
        Model added = add(model());
        Claim claim = claim(added).orElseThrow();

        assertThat(models().complete(claim, claim.model().fail("it broke"))).isTrue();

        assertThat(models().find(added.id())).contains(added.begin().fail("it broke"));
        assertThat(claim(added)).isEmpty();
        assertThat(models().complete(claim, claim.model().putBack())).isFalse();
        letTimePass(LEASE.multipliedBy(2));
        assertThat(claim(added)).isEmpty();
    }

    @Test
    void aLeaseThatLapsedLetsAnotherTakeOver() {
        Model added = add(model());
        Claim lost = claim(added).orElseThrow();
        letTimePass(LEASE.minusSeconds(10));
        assertThat(claim(added)).isEmpty();
        letTimePass(Duration.ofSeconds(11));

        Claim claim = claim(added).orElseThrow();

        assertThat(claim.attempt()).isEqualTo(2);
        assertThat(models().complete(lost, lost.model().fail("late"))).isFalse();
        assertThat(models().complete(lost, checkpointOf(added, "late"))).isEmpty();
        assertThat(checkpoints().find(added.id().checkpoint())).isEmpty();
        assertThat(models().complete(claim, checkpointOf(added, "a"))).isPresent();
    }

    @Test
    void anExpiredLeaseWithoutAnotherClaimDoesNoHarm() {
        Model added = add(model());
        Claim claim = claim(added).orElseThrow();
        letTimePass(LEASE.multipliedBy(2));

        assertThat(models().complete(claim, checkpointOf(added, "a"))).isPresent();
    }

    @Test
    void completingAddsTheCheckpointAndSharesEqualContent() {
        Checkpoint stored = checkpoint().files("here").build();
        stored = stored.withFiles(List.of(stored.files().get(0).read(SHA)));
        checkpoints().add(stored);
        Model added = add(model().openTo("designer", "user:ann"));
        Checkpoint brought = checkpointOf(added, "a.safetensors");

        Checkpoint now = models().complete(claim(added).orElseThrow(), brought).orElseThrow();

        assertThat(now.files()).containsExactly(stored.files().get(0).named(new CheckpointFileName("a.safetensors")));
        assertThat(checkpoints().find(added.id().checkpoint())).contains(now);
        assertThat(now.allowedRolesOrUsers()).containsExactlyInAnyOrderElementsOf(principals("designer", "user:ann"));
        assertThat(models().find(added.id())).contains(added.begin().complete());
        assertThat(claim(added)).isEmpty();
    }

    @Test
    void aFileNameThatIsTakenLeavesTheClaimAsItIs() {
        checkpoints().add(checkpoint().files("taken").build());
        Model added = add(model());
        Claim claim = claim(added).orElseThrow();

        assertThatThrownBy(() -> models().complete(claim, checkpointOf(added, "taken")))
                .isInstanceOf(CheckpointNameTakenException.class)
                .hasMessageStartingWith("taken already exists");

        assertThat(models().find(added.id())).contains(added.begin());
        assertThat(checkpoints().find(added.id().checkpoint())).isEmpty();
        assertThat(models().complete(claim, claim.model().putBack())).isTrue();
    }

    @Test
    void aCompleteModelGoesWithItsCheckpoint() {
        Model gone = add(model());
        Model kept = add(model());
        models().complete(claim(gone).orElseThrow(), checkpointOf(gone, "gone")).orElseThrow();
        models().complete(claim(kept).orElseThrow(), checkpointOf(kept, "kept")).orElseThrow();

        checkpoints().delete(gone.id().checkpoint());

        assertThat(models().find(gone.id())).isEmpty();
        assertThat(models().listNewest(ALL, 10)).containsExactly(kept.begin().complete());
    }

    private Optional<Claim> claim(Model model) {
        return models().claim(model.id(), LEASE);
    }

    private Model add(TestModels model) {
        Model built = model.build();
        models().add(built);
        return built;
    }

    private static Checkpoint checkpointOf(Model model, String file) {
        return model.checkpoint(
                new ModelFile(new CheckpointFileName(file), model.output().resolve(file), SHA), START);
    }
}
