package dev.atelier.application.testing;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.Page;
import dev.atelier.application.checkpoint.BorrowedFileGoneException;
import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.application.checkpoint.CheckpointImportQueue.Claim;
import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ImportStatus;
import dev.atelier.application.checkpoint.ImportStatus.State;
import dev.atelier.application.checkpoint.ImportTransfer.Progress;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract of {@link CheckpointImportQueue}. */
public abstract class CheckpointImportQueueContract {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final int MOST = 5;
    private static final Progress AT_HALF = new Progress(0, 5, OptionalLong.of(10), 1);
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

        assertThat(claim.since()).isNotNull();
        assertThat(claim)
                .isEqualTo(new Claim(
                        checkpoint.id(), 1, sources("a.ckpt", "b.yaml"), Map.of(), Set.of(), 1, claim.since()));
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

        assertThat(imports().renewLease(claim, LEASE, AT_HALF)).isTrue();

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
        assertThat(imports().renewLease(lost, LEASE, AT_HALF)).isFalse();
        assertThat(imports().recordFile(lost, 0, stored(checkpoint, "a.ckpt"), 5, false))
                .isFalse();
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

        assertThat(imports().recordFile(first, 0, file, 5, false)).isTrue();
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

        assertThat(imports().renewLease(claim, LEASE, AT_HALF)).isFalse();
        assertThat(imports().complete(claim, checkpoint.fail("gone"))).isEmpty();
        letTimePass(LEASE.multipliedBy(2));
        assertThat(claim()).isEmpty();
    }

    @Test
    void whatIsKnownOfAFileIsKept() {
        ImportSource known = new ImportSource(
                A, Optional.of(new CheckpointFileName("x.safetensors")), Optional.of(SHA), OptionalLong.of(7));
        Checkpoint checkpoint = checkpoint()
                .status(CheckpointStatus.INITIAL)
                .files("x.safetensors")
                .build();

        imports().add(checkpoint, List.of(known), MOST);

        assertThat(claim().orElseThrow().sources()).containsExactly(known);
        assertThat(status(checkpoint).size()).hasValue(7);
    }

    @Test
    void itIsSaidHowFarAnImportIs() {
        Checkpoint checkpoint = add("a.ckpt", "b.yaml");
        assertThat(status(checkpoint))
                .isEqualTo(new ImportStatus(checkpoint, State.WAITING, 0, OptionalLong.empty(), 0, Optional.empty()));
        Claim claim = claim().orElseThrow();

        imports().recordFile(claim, 0, stored(checkpoint, "a.ckpt"), 100, false);
        imports().renewLease(claim, LEASE, new Progress(1, 5, OptionalLong.of(10), 3));

        ImportStatus running = status(checkpoint);
        assertThat(running)
                .isEqualTo(new ImportStatus(checkpoint, State.RUNNING, 105, OptionalLong.of(110), 3, Optional.empty()));
        assertThat(running.remaining()).contains(Duration.ofSeconds(2));
        letTimePass(LEASE.plusSeconds(1));
        assertThat(status(checkpoint).state()).isEqualTo(State.WAITING);
        assertThat(status(checkpoint).bytesPerSecond()).isZero();
    }

    @Test
    void aPausedImportIsTakenFromItsWorkerAndWaitsUntilItIsResumed() {
        Checkpoint checkpoint = add("a.ckpt");
        Claim claim = claim().orElseThrow();
        imports().renewLease(claim, LEASE, AT_HALF);

        assertThat(imports().pause(checkpoint.id())).isTrue();
        assertThat(imports().pause(checkpoint.id())).isTrue();

        assertThat(imports().renewLease(claim, LEASE, AT_HALF)).isFalse();
        imports().requeue(claim, Duration.ZERO);
        letTimePass(LEASE.multipliedBy(2));
        assertThat(claim()).isEmpty();
        assertThat(status(checkpoint).state()).isEqualTo(State.PAUSED);
        assertThat(status(checkpoint).bytes()).isEqualTo(5);
        assertThat(imports().inProgress(List.of(checkpoint.id()))).containsExactly(checkpoint.id());

        assertThat(imports().resume(checkpoint.id())).isTrue();
        assertThat(imports().resume(checkpoint.id())).isTrue();

        letTimePass(CheckpointImportQueue.RESUMPTION.minusSeconds(2));
        assertThat(claim()).isEmpty();
        assertThat(status(checkpoint).state()).isEqualTo(State.WAITING);
        letTimePass(Duration.ofSeconds(3));
        Claim next = claim().orElseThrow();
        assertThat(next.attempt()).isEqualTo(2);
        assertThat(next.tries()).isEqualTo(1);
        assertThat(next.since()).isAfterOrEqualTo(claim.since());
    }

    @Test
    void aCancelledImportEndsWhateverItDoes() {
        Checkpoint checkpoint = add("a.ckpt");
        Claim claim = claim().orElseThrow();
        imports().renewLease(claim, LEASE, AT_HALF);
        Checkpoint failed = checkpoint.fail("cancelled");
        Instant now = Instant.parse("2030-01-01T00:00:00Z");

        assertThat(imports().cancel(failed, now)).contains(failed);

        assertThat(imports().renewLease(claim, LEASE, AT_HALF)).isFalse();
        assertThat(imports().complete(claim, checkpoint.activate())).isEmpty();
        assertThat(status(checkpoint))
                .isEqualTo(new ImportStatus(
                        failed, State.CANCELLED, 5, status(checkpoint).size(), 0, Optional.of(now)));
        assertThat(imports().cancel(failed, now)).isEmpty();
        assertThat(imports().pause(checkpoint.id())).isFalse();
        assertThat(imports().resume(checkpoint.id())).isFalse();
        assertThat(imports().inProgress(List.of(checkpoint.id()))).isEmpty();
        letTimePass(LEASE.multipliedBy(2));
        assertThat(claim()).isEmpty();
    }

    @Test
    void whatEndedIsListedUntilItsCheckpointIsDeleted() {
        Checkpoint good = add("a.ckpt");
        imports()
                .complete(
                        claim().orElseThrow(),
                        good.withFiles(List.of(stored(good, "a.ckpt"))).activate());
        Checkpoint bad = add("b.ckpt");
        imports().complete(claim().orElseThrow(), bad.fail("it broke"));

        assertThat(status(good).state()).isEqualTo(State.SUCCEEDED);
        assertThat(status(good).ended()).isPresent();
        assertThat(status(bad).state()).isEqualTo(State.FAILED);
        assertThat(status(bad).checkpoint().error()).contains("it broke");

        checkpoints().delete(good.id());
        assertThat(imports().find(good.id())).isEmpty();
        assertThat(imports().list(Optional.empty(), Optional.empty(), 10).items())
                .extracting(found -> found.checkpoint().id())
                .containsExactly(bad.id());
    }

    @Test
    void theListIsPagedByUser() {
        List<Checkpoint> added = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Checkpoint checkpoint = checkpoint()
                    .by("ann")
                    .status(CheckpointStatus.INITIAL)
                    .files("m" + i)
                    .createdAt(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(i))
                    .build();
            imports().add(checkpoint, sources("m"), MOST);
            added.add(0, checkpoint);
        }
        addOf("bob", "other");

        Page<ImportStatus> first = imports().list(Optional.of(new UserName("ann")), Optional.empty(), 2);
        Page<ImportStatus> second = imports().list(Optional.of(new UserName("ann")), first.next(), 2);

        assertThat(first.items()).extracting(ImportStatus::checkpoint).containsExactly(added.get(0), added.get(1));
        assertThat(second.items()).extracting(ImportStatus::checkpoint).containsExactly(added.get(2));
        assertThat(second.next()).isEmpty();
        assertThat(imports().list(Optional.empty(), Optional.empty(), 10).items())
                .hasSize(4);
    }

    @Test
    void aUserHasALimitedNumberInProgress() {
        List<Checkpoint> added = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            added.add(addOf("ann", "m" + i));
        }
        imports().pause(added.get(0).id());

        assertThatThrownBy(() -> addOf("ann", "more"))
                .isInstanceOf(CapacityExceededException.class)
                .hasMessageContaining("user ann has " + MOST + " imports in progress")
                .hasMessageContaining("atelier.import.per-user");
        assertThat(checkpoints().isTaken(added.get(0).type(), new CheckpointFileName("more")))
                .isFalse();

        addOf("bob", "other");
        imports().cancel(added.get(1).fail("cancelled"), Instant.EPOCH);
        addOf("ann", "more");
    }

    @Test
    void theUserWithTheFewestRunningImportsComesFirst() {
        Checkpoint first = addOf("ann", "a0");
        letTimePass(Duration.ofSeconds(2));
        Checkpoint second = addOf("ann", "a1");
        letTimePass(Duration.ofSeconds(2));
        Checkpoint other = addOf("bob", "b0");

        assertThat(List.of(claim(), claim(), claim()))
                .extracting(claim -> claim.orElseThrow().job())
                .containsExactly(first.id(), other.id(), second.id());
    }

    @Test
    void bytesThatTheStoreHasAreBorrowedAsLongAsTheyAreThere() {
        Checkpoint owner = checkpoint().files("o.ckpt").build();
        Checkpoint held = owner.withFiles(List.of(stored(owner, "o.ckpt")));
        checkpoints().add(held);
        assertThat(imports().having(SHA)).containsExactly(held);
        assertThat(imports().having("f".repeat(64))).isEmpty();
        Checkpoint checkpoint = add("a.ckpt");
        Claim claim = claim().orElseThrow();
        ModelFile file = stored(checkpoint, "a.ckpt");
        imports().recordFile(claim, 0, file, 0, true);
        Checkpoint active = checkpoint.withFiles(List.of(file)).activate();
        checkpoints().delete(owner.id());

        assertThatThrownBy(() -> imports().complete(claim, active)).isInstanceOf(BorrowedFileGoneException.class);

        assertThat(status(checkpoint).size()).hasValue(0);
        imports().forgetBorrowed(claim);
        assertThat(status(checkpoint).size()).isEmpty();
        imports().requeue(claim, Duration.ZERO);
        Claim next = claim().orElseThrow();
        assertThat(next.kept()).isEmpty();
        checkpoints().add(held);
        imports().recordFile(next, 0, file, 0, true);
        imports().requeue(next, Duration.ZERO);
        Claim last = claim().orElseThrow();
        assertThat(last.borrowed()).containsExactly(0);
        assertThat(imports().complete(last, active).orElseThrow().files())
                .extracting(ModelFile::location)
                .containsExactly(held.files().get(0).location());
    }

    private Optional<Claim> claim() {
        return imports().claim(LEASE);
    }

    private Checkpoint add(String... names) {
        Checkpoint checkpoint =
                checkpoint().status(CheckpointStatus.INITIAL).files(names).build();
        imports().add(checkpoint, sources(names), MOST);
        return checkpoint;
    }

    private Checkpoint addOf(String user, String name) {
        Checkpoint checkpoint = checkpoint()
                .by(user)
                .status(CheckpointStatus.INITIAL)
                .files(name)
                .build();
        imports().add(checkpoint, sources(name), MOST);
        return checkpoint;
    }

    private static List<ImportSource> sources(String... names) {
        return names.length == 1 ? List.of(ImportSource.of(A)) : List.of(ImportSource.of(A), ImportSource.of(B));
    }

    private ImportStatus status(Checkpoint checkpoint) {
        return imports().find(checkpoint.id()).orElseThrow();
    }

    private static ModelFile stored(Checkpoint checkpoint, String name) {
        return new ModelFile(new CheckpointFileName(name), checkpoint.location().resolve(name), SHA);
    }
}
