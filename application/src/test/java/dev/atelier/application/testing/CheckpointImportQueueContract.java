package dev.atelier.application.testing;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.application.checkpoint.CheckpointImportQueue.Claim;
import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract of {@link CheckpointImportQueue}. */
public abstract class CheckpointImportQueueContract {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final SourceUrl A = SourceUrl.parse("https://models.example/a.ckpt?token=1");
    private static final SourceUrl B = SourceUrl.parse("http://models.example:8080/b.yaml");
    private static final String SHA = "0123456789abcdef".repeat(4);

    /** The checkpoints of the same database: none at the start of each test. */
    protected abstract CheckpointRepository checkpoints();

    /** The port, empty at the start of each test. */
    protected abstract CheckpointImportQueue imports();

    /** Advances the time of the imports. */
    protected abstract void letTimePass(Duration time);

    @Test
    void anImportIsClaimedWithItsUrlsInTheirOrder() {
        Checkpoint checkpoint = add("a.ckpt", "b.yaml");

        Claim claim = claim().orElseThrow();

        assertThat(claim).isEqualTo(new Claim(checkpoint.id(), 1, List.of(A, B), Map.of()));
        assertThat(checkpoints().find(checkpoint.id())).contains(checkpoint);
    }

    @Test
    void aTakenNameAddsNothing() {
        add("a.ckpt");

        assertThatThrownBy(() -> add("a.ckpt")).isInstanceOf(CheckpointNameTakenException.class);

        assertThat(claim()).isPresent();
        assertThat(claim()).isEmpty();
    }

    @Test
    void ofManyWhoAskAtOnceEachGetsAnother() throws Exception {
        for (int i = 0; i < 4; i++) {
            add("m" + i);
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
    void aHeartbeatLetsAClaimHold() {
        add("a.ckpt");
        Claim claim = claim().orElseThrow();
        letTimePass(LEASE.minusSeconds(10));

        assertThat(imports().renewLease(claim, LEASE)).isTrue();

        letTimePass(LEASE.minusSeconds(10));
        assertThat(claim()).isEmpty();
    }

    @Test
    void whoLostTheClaimChangesNothing() {
        Checkpoint checkpoint = add("a.ckpt");
        Claim lost = claim().orElseThrow();
        letTimePass(LEASE.plusSeconds(1));
        Claim claim = claim().orElseThrow();

        assertThat(claim.attempt()).isEqualTo(2);
        assertThat(imports().renewLease(lost, LEASE)).isFalse();
        assertThat(imports().recordFile(lost, 0, stored(checkpoint, "a.ckpt"))).isFalse();
        assertThat(imports().complete(lost, checkpoint.fail("late"))).isEmpty();
        imports().requeue(lost, Duration.ZERO);
        assertThat(claim()).isEmpty();
        assertThat(checkpoints().find(checkpoint.id())).contains(checkpoint);
        assertThat(imports().complete(claim, checkpoint.fail("it broke"))).contains(checkpoint.fail("it broke"));
    }

    @Test
    void whatIsKeptIsThereForTheNextWhoClaims() {
        Checkpoint checkpoint = add("a.ckpt", "b.yaml");
        ModelFile file = stored(checkpoint, "real name.ckpt");
        Claim first = claim().orElseThrow();

        assertThat(imports().recordFile(first, 0, file)).isTrue();
        imports().requeue(first, Duration.ZERO);

        assertThat(claim().orElseThrow().kept()).isEqualTo(Map.of(0, file));
    }

    @Test
    void aReleasedImportWaitsForThePause() {
        add("a.ckpt");
        imports().requeue(claim().orElseThrow(), Duration.ofMinutes(5));

        assertThat(claim()).isEmpty();
        letTimePass(Duration.ofMinutes(5).plusSeconds(1));
        assertThat(claim()).isPresent();
    }

    @Test
    void settlingEndsTheImportAndSharesEqualContent() {
        Checkpoint first = add("a.ckpt");
        Checkpoint one = first.withFiles(List.of(stored(first, "a.ckpt"))).activate();
        assertThat(imports().complete(claim().orElseThrow(), one)).contains(one);
        Checkpoint second = add("b.ckpt");

        Checkpoint now = imports()
                .complete(
                        claim().orElseThrow(),
                        second.withFiles(List.of(stored(second, "b2.ckpt"))).activate())
                .orElseThrow();

        assertThat(now.status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(now.files()).containsExactly(one.files().get(0).named(new CheckpointFileName("b2.ckpt")));
        assertThat(checkpoints().find(second.id())).contains(now);
        letTimePass(LEASE.multipliedBy(2));
        assertThat(claim()).isEmpty();
    }

    @Test
    void aNameThatIsTakenAtTheEndLeavesTheImportAsItIs() {
        Checkpoint checkpoint = add("provisional");
        Claim claim = claim().orElseThrow();
        checkpoints().add(checkpoint().files("real").build());
        Checkpoint active =
                checkpoint.withFiles(List.of(stored(checkpoint, "real"))).activate();

        assertThatThrownBy(() -> imports().complete(claim, active)).isInstanceOf(CheckpointNameTakenException.class);

        assertThat(checkpoints().find(checkpoint.id())).contains(checkpoint);
        assertThat(imports().complete(claim, checkpoint.fail("taken"))).isPresent();
    }

    @Test
    void anImportGoesWithItsCheckpoint() {
        Checkpoint checkpoint = add("a.ckpt");
        Claim claim = claim().orElseThrow();

        checkpoints().delete(checkpoint.id());

        assertThat(imports().renewLease(claim, LEASE)).isFalse();
        assertThat(imports().complete(claim, checkpoint.fail("gone"))).isEmpty();
        letTimePass(LEASE.multipliedBy(2));
        assertThat(claim()).isEmpty();
    }

    private Optional<Claim> claim() {
        return imports().claim(LEASE);
    }

    private Checkpoint add(String... names) {
        Checkpoint checkpoint =
                checkpoint().status(CheckpointStatus.INITIAL).files(names).build();
        imports().add(checkpoint, names.length == 1 ? List.of(A) : List.of(A, B));
        return checkpoint;
    }

    private static ModelFile stored(Checkpoint checkpoint, String name) {
        return new ModelFile(new CheckpointFileName(name), checkpoint.location().resolve(name), SHA);
    }
}
