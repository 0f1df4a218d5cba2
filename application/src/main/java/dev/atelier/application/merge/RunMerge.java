package dev.atelier.application.merge;

import dev.atelier.application.UseCase;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.DuplicateFileRemover;
import dev.atelier.application.checkpoint.ModelDescriber;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.merge.MergeQueue.Claim;
import dev.atelier.application.merge.ModelMerger.Merged;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.domain.merge.MergeStatus;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/** Carries out a merge and makes the result an Active checkpoint, or records why it failed. */
@UseCase
public class RunMerge {

    /** Limits the attempts of a merge that crashes the service. */
    static final int MAX_ATTEMPTS = 20;

    private static final String CHECKPOINT_GONE = "its checkpoint was deleted before the merge had ended";

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final MergeQueue mergeQueue;
    private final CheckpointRepository checkpoints;
    private final ModelMerger merger;
    private final ModelFileInspector inspector;
    private final ModelStore store;
    private final DuplicateFileRemover duplicateFileRemover;
    private final ModelDescriber describer;
    private final Clock clock;

    public RunMerge(
            MergeQueue mergeQueue,
            CheckpointRepository checkpoints,
            ModelMerger merger,
            ModelFileInspector inspector,
            ModelStore store,
            ModelDescriber describer,
            Clock clock) {
        this.mergeQueue = mergeQueue;
        this.checkpoints = checkpoints;
        this.merger = merger;
        this.inspector = inspector;
        this.store = store;
        this.duplicateFileRemover = new DuplicateFileRemover(store);
        this.describer = describer;
        this.clock = clock;
    }

    /**
     * Carries out a claimed merge. On return it has ended, or waits again after a failure of this machine, or was
     * claimed by another worker.
     *
     * @param progress receives the progress, from 0 to 1
     * @throws InterruptedException if interrupted; the merge waits again, and starts from the beginning then
     */
    public void run(Claim claim, DoubleConsumer progress) throws InterruptedException, IOException {
        try {
            run(claim, mergeQueue.find(claim.job()).orElseThrow(), progress);
        } finally {
            merger.forget(claim.job());
        }
    }

    private void run(Claim claim, MergeJob merge, DoubleConsumer progress) throws InterruptedException, IOException {
        Optional<Checkpoint> initial = initial(merge.id().checkpoint());
        if (initial.isEmpty()) {
            endWithoutCheckpoint(claim);
            return;
        }
        try {
            requireAnotherTry(claim);
            ModelFile result = make(merge, initial.get(), progress);
            Checkpoint active = initial.get().withFiles(List.of(result)).activate();
            describer.describeForClaim(active);
            end(claim, merge.succeed(clock.instant()), active);
        } catch (InvalidRequestException | InsufficientStorageException e) {
            end(
                    claim,
                    merge.fail(e.getMessage(), clock.instant()),
                    initial.get().fail(e.getMessage()));
        } catch (InterruptedException e) {
            mergeQueue.requeue(claim, Duration.ZERO);
            throw e;
        } catch (IOException | RuntimeException e) {
            mergeQueue.requeue(claim, PAUSE);
            throw e;
        }
    }

    private static void requireAnotherTry(Claim claim) {
        if (claim.attempt() > MAX_ATTEMPTS) {
            throw new InvalidRequestException("given up after " + MAX_ATTEMPTS
                    + " attempts that this service could not finish; its log says what was in the way");
        }
    }

    private ModelFile make(MergeJob merge, Checkpoint checkpoint, DoubleConsumer progress)
            throws IOException, InterruptedException {
        ModelFile file = checkpoint.files().get(0);
        Merged merged = merger.merge(merge.id(), merge.recipe(), progress);
        try (SeekableByteChannel content = Files.newByteChannel(merged.file())) {
            inspector.inspect(file.name(), content);
        }
        store.moveInto(file.location(), merged.file(), "application/octet-stream");
        return file.read(merged.sha256());
    }

    private void end(Claim claim, MergeJob ended, Checkpoint checkpoint) {
        Optional<Checkpoint> now = mergeQueue.complete(claim, ended, checkpoint);
        if (now.isPresent() && ended.status() == MergeStatus.SUCCEED) {
            duplicateFileRemover.removeCopies(checkpoint, now.get());
        } else if (now.isPresent() || checkpoints.find(checkpoint.id()).isEmpty()) {
            store.deleteQuietly(checkpoint.location());
        }
        if (now.isEmpty() && initial(checkpoint.id()).isEmpty()) {
            endWithoutCheckpoint(claim);
        }
    }

    private Optional<Checkpoint> initial(CheckpointId id) {
        return checkpoints.find(id).filter(checkpoint -> checkpoint.status() == CheckpointStatus.INITIAL);
    }

    /** Does nothing when another worker has ended the merge. */
    private void endWithoutCheckpoint(Claim claim) {
        mergeQueue
                .find(claim.job())
                .filter(merge -> !merge.status().isEnd())
                .ifPresent(merge -> mergeQueue.complete(claim, merge.fail(CHECKPOINT_GONE, clock.instant())));
    }
}
