package dev.atelier.application.testing;

import static dev.atelier.application.testing.TestMerges.checkpointOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.merge.MergeQueue;
import dev.atelier.application.merge.MergeQueue.Claim;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.domain.merge.MergeMethod;
import dev.atelier.domain.merge.MergeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The contract of {@link MergeQueue}. */
public abstract class MergeQueueContract {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Instant LATER = SettableClock.START.plusSeconds(90);
    private static final String SHA = "fedcba9876543210".repeat(4);

    /** The checkpoints of the same database: none at the start of each test. */
    protected abstract CheckpointRepository checkpoints();

    /** The port, empty at the start of each test. */
    protected abstract MergeQueue merges();

    /** Advances the time of the merges. */
    protected abstract void letTimePass(Duration time);

    @Test
    void aMergeIsReadBackAsItWasAddedWithItsCheckpoint() {
        MergeJob full = add("full.safetensors");
        MergeJob bare = MergeJob.create(
                new MergeId(UUID.randomUUID()),
                full.user(),
                TestMerges.recipe(MergeMethod.NO_INTERPOLATION, null, "x.safetensors"),
                LATER);
        merges().add(bare, checkpointOf(bare));

        assertThat(merges().find(full.id())).contains(full);
        assertThat(merges().find(bare.id())).contains(bare);
        assertThat(checkpoints().find(full.id().checkpoint())).contains(checkpointOf(full));
        assertThat(merges().find(new MergeId(UUID.randomUUID()))).isEmpty();
    }

    @Test
    void aTakenNameAddsNothing() {
        add("one.safetensors");
        MergeJob second = TestMerges.merge("one.safetensors");

        assertThatThrownBy(() -> merges().add(second, checkpointOf(second)))
                .isInstanceOf(CheckpointNameTakenException.class);

        assertThat(merges().find(second.id())).isEmpty();
        assertThat(claim()).isPresent();
        letTimePass(LEASE.plusSeconds(1));
        assertThat(claim().orElseThrow().job()).isNotEqualTo(second.id());
    }

    @Test
    void theNumberOfWaitingMergesIsLimited() {
        for (int i = 0; i < MergeQueue.MAX_AT_ONCE; i++) {
            add("m" + i);
        }
        MergeJob over = TestMerges.merge("over.safetensors");

        assertThatThrownBy(() -> merges().add(over, checkpointOf(over)))
                .isInstanceOf(CapacityExceededException.class)
                .hasMessageContaining("100 merges");

        assertThat(merges().find(over.id())).isEmpty();
        assertThat(checkpoints().find(over.id().checkpoint())).isEmpty();
        Claim claim = claim().orElseThrow();
        MergeJob first = merges().find(claim.job()).orElseThrow();
        merges().complete(claim, first.fail("broken", LATER));
        add("over.safetensors");
    }

    @Test
    void oneIsClaimedAtATimeInTheOrderTheyCame() {
        MergeJob first = add("first");
        MergeJob second = add("second");
        Claim claim = claim().orElseThrow();

        assertThat(claim).isEqualTo(new Claim(first.id(), 1));
        assertThat(claim()).isEmpty();

        merges().complete(
                        claim, first.fail("broken", LATER), checkpointOf(first).fail("broken"));
        assertThat(claim()).contains(new Claim(second.id(), 1));
    }

    @Test
    void ofManyWhoAskAtOnceOneGetsIt() throws Exception {
        for (int i = 0; i < 4; i++) {
            add("m" + i);
        }

        List<Optional<Claim>> claims = Concurrently.times(8, this::claim);

        assertThat(claims.stream().flatMap(Optional::stream)).hasSizeLessThanOrEqualTo(1);
        claims.stream().flatMap(Optional::stream).findFirst().or(this::claim).orElseThrow();
        assertThat(claim()).isEmpty();
    }

    @Test
    void aHeartbeatRenewsTheLeaseAndStoresTheProgress() {
        MergeJob merge = add("a");
        Claim claim = claim().orElseThrow();
        letTimePass(LEASE.minusSeconds(10));

        assertThat(merges().renewLease(claim, 0.25, LEASE)).isTrue();

        letTimePass(LEASE.minusSeconds(10));
        assertThat(claim()).isEmpty();
        assertThat(now(merge).progress()).isEqualTo(0.25);
        assertThat(now(merge).status()).isEqualTo(MergeStatus.INPROGRESS);
    }

    @Test
    void whoLostTheClaimChangesNothing() {
        MergeJob merge = add("a");
        Claim lost = claim().orElseThrow();
        letTimePass(LEASE.plusSeconds(1));
        Claim claim = claim().orElseThrow();

        assertThat(claim).isEqualTo(new Claim(merge.id(), 2));
        assertThat(merges().renewLease(lost, 0.5, LEASE)).isFalse();
        assertThat(merges().complete(
                                lost,
                                merge.fail("late", LATER),
                                checkpointOf(merge).fail("late")))
                .isEmpty();
        assertThat(merges().complete(lost, merge.fail("late", LATER))).isFalse();
        merges().requeue(lost, Duration.ZERO);

        assertThat(claim()).isEmpty();
        assertThat(now(merge)).isEqualTo(merge);
        assertThat(checkpoints().find(merge.id().checkpoint())).contains(checkpointOf(merge));
    }

    @Test
    void aReleasedMergeWaitsForThePauseAndOthersComeFirst() {
        MergeJob first = add("first");
        MergeJob second = add("second");
        merges().requeue(claim().orElseThrow(), Duration.ofMinutes(5));

        assertThat(claim().map(Claim::job)).contains(second.id());
        letTimePass(Duration.ofMinutes(5).plusSeconds(1));
        assertThat(claim().map(Claim::job)).contains(first.id());
    }

    @Test
    void settlingEndsBothTheMergeAndItsCheckpointAndSharesEqualContent() {
        MergeJob first = add("first");
        Checkpoint one = merged(first);
        assertThat(merges().complete(claim().orElseThrow(), first.succeed(LATER), one))
                .contains(one);
        MergeJob second = add("second");

        Checkpoint now = merges().complete(claim().orElseThrow(), second.succeed(LATER), merged(second))
                .orElseThrow();

        assertThat(now.status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(now.files().get(0).location()).isEqualTo(one.files().get(0).location());
        assertThat(checkpoints().find(second.id().checkpoint())).contains(now);
        assertThat(now(first)).isEqualTo(first.succeed(LATER));
        assertThat(now(second)).isEqualTo(second.succeed(LATER));
        letTimePass(LEASE.multipliedBy(2));
        assertThat(claim()).isEmpty();
    }

    @Test
    void aMergeOutlivesItsCheckpointAndIsReturned() {
        MergeJob merge = add("a");
        Claim claim = claim().orElseThrow();

        checkpoints().delete(merge.id().checkpoint());

        assertThat(merges().renewLease(claim, 0.5, LEASE)).isFalse();
        assertThat(merges().complete(claim, merge.succeed(LATER), merged(merge)))
                .isEmpty();
        assertThat(now(merge)).isEqualTo(merge);
        assertThat(merges().complete(claim, merge.fail("deleted", LATER))).isTrue();
        assertThat(now(merge)).isEqualTo(merge.fail("deleted", LATER));
        letTimePass(LEASE.multipliedBy(2));
        assertThat(claim()).isEmpty();
    }

    private Optional<Claim> claim() {
        return merges().claim(LEASE);
    }

    private MergeJob add(String result) {
        MergeJob merge = TestMerges.merge(result);
        merges().add(merge, checkpointOf(merge));
        return merge;
    }

    private MergeJob now(MergeJob merge) {
        return merges().find(merge.id()).orElseThrow();
    }

    private static Checkpoint merged(MergeJob merge) {
        Checkpoint initial = checkpointOf(merge);
        return initial.withFiles(List.of(initial.files().get(0).read(SHA))).activate();
    }
}
