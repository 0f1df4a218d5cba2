package dev.atelier.application.testing;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.checkpoint.CheckpointLookup;
import dev.atelier.application.checkpoint.CheckpointLookup.HashedFile;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ModelHashRepository;
import dev.atelier.application.checkpoint.ModelReadingQueue;
import dev.atelier.application.checkpoint.ModelReadingQueue.Claim;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelHashes;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract of {@link ModelReadingQueue} and {@link ModelHashRepository}. */
public abstract class ModelReadingQueueContract {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final ModelHashes SAFE = new ModelHashes("0123456789abcdef".repeat(4), "cafe0123cafe", "beef4567");
    private static final ModelHashes TORCH = new ModelHashes("fedcba9876543210".repeat(4), null, "beef4567");

    /** The checkpoints of the same database: none at the start of each test. */
    protected abstract CheckpointRepository checkpoints();

    protected abstract ModelReadingQueue queue();

    protected abstract ModelHashRepository hashes();

    /** Advances the time of the queue. */
    protected abstract void letTimePass(Duration time);

    private Checkpoint add(TestCheckpoints given) {
        Checkpoint added = given.build();
        checkpoints().add(added);
        return added;
    }

    private Optional<Claim> claim() {
        return queue().claim(LEASE);
    }

    private List<HashedFile> withHash(String hash) {
        return checkpoints().activeWithHash(CheckpointType.STABLE_DIFFUSION, hash, Set.of());
    }

    @Test
    void whatBecomesActiveInTheStoreWaits() {
        add(checkpoint().onNodes());
        add(checkpoint().status(CheckpointStatus.DISABLED));
        Checkpoint uploading = add(checkpoint().uploading("a.safetensors"));
        assertThat(claim()).isEmpty();

        checkpoints().updateDeduplicated(uploading.activate(), CheckpointStatus.INITIAL);

        assertThat(claim()).contains(new Claim(uploading.id(), 1, 1, Map.of()));
        assertThat(claim()).as("it is claimed").isEmpty();
        Checkpoint merged = add(checkpoint());
        assertThat(claim().orElseThrow().job()).isEqualTo(merged.id());
    }

    @Test
    void whatWasReadIsNotReadAgainUnlessRequested() {
        Checkpoint one = add(checkpoint().files("a.safetensors"));
        Claim claim = claim().orElseThrow();
        queue().record(claim, 0, SAFE);
        queue().complete(claim);

        Checkpoint renamed = one.rename(new CheckpointFileName("b.safetensors"));
        checkpoints().update(renamed, CheckpointStatus.ACTIVE);
        assertThat(claim()).isEmpty();
        assertThat(hashes().find(List.of(one.id()))).isEqualTo(Map.of(one.id(), Map.of(0, SAFE)));

        queue().add(one.id());
        queue().add(one.id());
        assertThat(claim()).contains(new Claim(one.id(), 1, 1, Map.of(0, SAFE)));
        assertThat(claim()).isEmpty();
    }

    @Test
    void ofManyWhoAskAtOnceEachGetsAnother() throws Exception {
        for (int i = 0; i < 4; i++) {
            add(checkpoint());
        }

        List<Optional<Claim>> claims = Concurrently.times(8, this::claim);

        Set<Object> claimed = new HashSet<>();
        claims.stream()
                .flatMap(Optional::stream)
                .forEach(claim -> assertThat(claimed.add(claim.job())).isTrue());
        while (claimed.size() < 4) {
            assertThat(claimed.add(claim().orElseThrow().job())).isTrue();
        }
        assertThat(claim()).isEmpty();
    }

    @Test
    void anotherContinuesWhereOneThatDiedEnded() {
        Checkpoint two = add(checkpoint().files("a.safetensors", "b.ckpt"));
        Claim lost = claim().orElseThrow();
        assertThat(queue().record(lost, 0, SAFE)).isTrue();
        letTimePass(LEASE.minusSeconds(10));
        assertThat(queue().renewLease(lost, LEASE)).isTrue();
        letTimePass(LEASE.minusSeconds(10));
        assertThat(claim()).as("the lease was renewed").isEmpty();
        letTimePass(Duration.ofSeconds(11));

        assertThat(claim()).contains(new Claim(two.id(), 2, 2, Map.of(0, SAFE)));

        assertThat(queue().renewLease(lost, LEASE)).isFalse();
        assertThat(queue().record(lost, 1, TORCH)).isFalse();
        queue().requeue(lost, Duration.ZERO);
        queue().complete(lost);
        assertThat(claim()).isEmpty();
        assertThat(hashes().find(List.of(two.id()))).isEqualTo(Map.of(two.id(), Map.of(0, SAFE)));
    }

    @Test
    void aReleasedOneWaitsForThePause() {
        add(checkpoint());
        queue().requeue(claim().orElseThrow(), Duration.ofMinutes(5));

        assertThat(claim()).isEmpty();
        letTimePass(Duration.ofMinutes(5).plusSeconds(1));
        assertThat(claim()).isPresent();
    }

    @Test
    void nothingStaysOfADeletedOne() {
        Checkpoint one = add(checkpoint().files("a.safetensors", "b.safetensors"));
        Claim claim = claim().orElseThrow();
        queue().record(claim, 0, SAFE);

        checkpoints().delete(one.id());

        assertThat(queue().record(claim, 1, SAFE)).isFalse();
        queue().add(one.id());
        letTimePass(LEASE.plusSeconds(1));
        assertThat(claim()).isEmpty();
        assertThat(hashes().find(List.of(one.id()))).isEmpty();
        assertThat(withHash(SAFE.sha256())).isEmpty();
    }

    @Test
    void filesAreFoundByEachOfTheirHashes() {
        Checkpoint one = add(checkpoint().files("a.yaml", "b.safetensors"));
        Claim first = claim().orElseThrow();
        Checkpoint other = add(checkpoint().files("c.ckpt"));
        Claim second = claim().orElseThrow();
        queue().record(first, 1, SAFE);
        queue().record(second, 0, TORCH);

        HashedFile safe = new HashedFile(one, new CheckpointFileName("b.safetensors"), SAFE.sha256());
        HashedFile torch = new HashedFile(other, new CheckpointFileName("c.ckpt"), TORCH.sha256());
        for (String hash : List.of(SAFE.sha256(), SAFE.autoV2(), SAFE.autoV3())) {
            assertThat(withHash(hash)).as(hash).containsExactly(safe);
        }
        for (String hash : List.of(TORCH.sha256(), TORCH.autoV2())) {
            assertThat(withHash(hash)).as(hash).containsExactly(torch);
        }
        assertThat(withHash("beef4567")).containsExactlyInAnyOrder(safe, torch);
        assertThat(withHash("0123456789abcdee".repeat(4))).isEmpty();
        assertThat(withHash("0000000000")).isEmpty();

        checkpoints().update(other.disable(), CheckpointStatus.ACTIVE);
        assertThat(withHash("beef4567")).containsExactly(safe);
        assertThat(hashes().find(List.of(other.id()))).isEqualTo(Map.of(other.id(), Map.of(0, TORCH)));
        assertThat(hashes().find(List.of())).isEmpty();
    }

    @Test
    void whatIsNewDoesNotWaitForWhatWasThereBefore() {
        Checkpoint failed = add(checkpoint());
        queue().requeue(claim().orElseThrow(), Duration.ZERO);
        Checkpoint old = add(checkpoint());
        letTimePass(Duration.ofSeconds(2));
        Checkpoint recent = add(checkpoint());

        assertThat(List.of(claim(), claim(), claim()))
                .extracting(claim -> claim.orElseThrow().job())
                .containsExactly(recent.id(), old.id(), failed.id());
    }

    @Test
    void aRequestEndsThePauseAfterFailures() {
        Checkpoint one = add(checkpoint());
        Claim failed = claim().orElseThrow();
        queue().requeue(failed, Duration.ofHours(5));
        assertThat(claim()).isEmpty();

        queue().add(one.id());

        assertThat(claim()).as("its token is not used twice").contains(new Claim(one.id(), 2, 1, Map.of()));
        assertThat(queue().renewLease(failed, LEASE)).isFalse();
        queue().add(one.id());
        assertThat(claim()).as("it is claimed").isEmpty();
    }

    @Test
    void aFileIsFoundByItsDigestBeforeItIsRead() {
        Checkpoint plain = checkpoint().files("a.safetensors", "b.ckpt").build();
        Checkpoint one = plain.withFiles(
                List.of(plain.files().get(0), plain.files().get(1).read(SAFE.sha256())));
        checkpoints().add(one);
        HashedFile file = new HashedFile(one, new CheckpointFileName("b.ckpt"), SAFE.sha256());

        assertThat(withHash(SAFE.sha256())).containsExactly(file);
        assertThat(withHash(SAFE.autoV2())).containsExactly(file);
        assertThat(withHash(TORCH.autoV2())).isEmpty();
        assertThat(withHash("0123456788")).isEmpty();
        assertThat(withHash("0123456789abcdee".repeat(4))).isEmpty();
        assertThat(withHash(SAFE.legacy())).isEmpty();

        queue().record(claim().orElseThrow(), 1, SAFE);
        assertThat(withHash(SAFE.sha256())).as("once").containsExactly(file);
    }

    @Test
    void onlyWhatMayBeUsedCountsAmongTheMostThatAreFound() {
        Checkpoint other = add(checkpoint().type(CheckpointType.LORA).openTo("ann"));
        queue().record(claim().orElseThrow(), 0, TORCH);
        for (int i = 0; i < CheckpointLookup.MOST_HASHED; i++) {
            add(checkpoint().openTo(i % 2 == 0 ? "bob" : "cid"));
            queue().record(claim().orElseThrow(), 0, SAFE);
        }
        Checkpoint mine = add(checkpoint().openTo("ann"));
        queue().record(claim().orElseThrow(), 0, TORCH);
        Set<Principal> ann = TestPrincipals.principals("ann");

        assertThat(checkpoints().activeWithHash(CheckpointType.STABLE_DIFFUSION, "beef4567", ann))
                .extracting(HashedFile::checkpoint)
                .containsExactly(mine);
        assertThat(checkpoints().activeWithHash(CheckpointType.LORA, "beef4567", Set.of()))
                .extracting(HashedFile::checkpoint)
                .containsExactly(other);
    }

    @Test
    void theHashesOfEqualFilesAreKnown() {
        add(checkpoint());
        queue().record(claim().orElseThrow(), 0, new ModelHashes(SAFE.sha256(), null, SAFE.legacy()));
        assertThat(queue().known(SAFE.sha256())).contains(new ModelHashes(SAFE.sha256(), null, SAFE.legacy()));
        add(checkpoint());
        queue().record(claim().orElseThrow(), 0, SAFE);

        assertThat(queue().known(SAFE.sha256())).contains(SAFE);
        assertThat(queue().known(TORCH.sha256())).isEmpty();
        assertThat(queue().known(SAFE.sha256().substring(0, 60) + "0000")).isEmpty();
    }
}
