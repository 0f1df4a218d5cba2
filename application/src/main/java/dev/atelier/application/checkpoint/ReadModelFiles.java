package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.checkpoint.ModelReadingQueue.Claim;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.ModelFormat;
import dev.atelier.domain.checkpoint.ModelHashes;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the files of Active checkpoints in the background: what they are, by their headers, and their hashes. */
@UseCase
public class ReadModelFiles {

    /** Limits the attempts at files that crash the service or cannot be read. */
    static final int MAX_ATTEMPTS = 20;

    /** Grows with each attempt, to a day altogether. */
    private static final Duration PAUSE = Duration.ofMinutes(7);

    private final CheckpointRepository checkpoints;
    private final ModelReadingQueue queue;
    private final ModelDescriber describer;
    private final ModelStore store;

    public ReadModelFiles(
            CheckpointRepository checkpoints, ModelReadingQueue queue, ModelDescriber describer, ModelStore store) {
        this.checkpoints = checkpoints;
        this.queue = queue;
        this.describer = describer;
        this.store = store;
    }

    /**
     * Has the files of a checkpoint read again, such as of one that an earlier version stored; hashes that are known stay, since
     * files do not change.
     *
     * @return the checkpoint
     * @throws dev.atelier.domain.NotFoundException if there is none
     * @throws dev.atelier.domain.access.PermissionDeniedException if it is another user's, and the caller is no administrator
     * @throws InvalidRequestException if it has no files in the store to be read
     */
    public Checkpoint request(Caller caller, CheckpointId id) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        Checkpoint checkpoint = OwnershipGuard.CHECKPOINT.find(checkpoints::find, caller, id);
        if (!isReadable(checkpoint)) {
            throw new InvalidRequestException("checkpoint " + id
                    + " has no files to be read: only those of an Active one in the store are, not those on GPU nodes");
        }
        queue.add(id);
        return checkpoint;
    }

    /**
     * Reads the files of a claimed checkpoint, one after the other. On return it was read, or waits again after a failure of this
     * machine, or was claimed by another worker.
     *
     * @throws InterruptedException if interrupted; the checkpoint waits again, and what was recorded is kept
     */
    public void run(Claim claim) throws IOException, InterruptedException {
        Optional<Checkpoint> found = checkpoints.find(claim.job()).filter(ReadModelFiles::isReadable);
        try {
            if (found.isPresent() && claim.tries() <= MAX_ATTEMPTS) {
                describer.describeForClaim(found.get());
                hash(claim, found.get().files());
            }
            queue.complete(claim);
        } catch (NoSuchFileException e) {
            // Deleted from the store, which no later attempt will change.
            queue.complete(claim);
        } catch (InterruptedException e) {
            queue.requeue(claim, Duration.ZERO);
            throw e;
        } catch (IOException | RuntimeException e) {
            queue.requeue(claim, PAUSE.multipliedBy(claim.tries()));
            throw e;
        }
    }

    private static boolean isReadable(Checkpoint checkpoint) {
        return checkpoint.status() == CheckpointStatus.ACTIVE && checkpoint.origin() == Checkpoint.Origin.STORE;
    }

    private void hash(Claim claim, List<ModelFile> files) throws IOException, InterruptedException {
        for (int position = 0; position < files.size(); position++) {
            ModelFile file = files.get(position);
            if (isModel(file) && !claim.known().containsKey(position) && !queue.record(claim, position, hashes(file))) {
                return; // The claim is lost.
            }
        }
    }

    /** Those of an equal file where they are known, since it takes long to read one. */
    private ModelHashes hashes(ModelFile file) throws IOException, InterruptedException {
        Optional<ModelHashes> known = Optional.ofNullable(file.sha256())
                .flatMap(queue::known)
                .flatMap(hashes -> ModelHasher.ofEqual(file, hashes));
        return known.isPresent() ? known.get() : ModelHasher.hash(store, file);
    }

    private static boolean isModel(ModelFile file) {
        return ModelFormat.of(file.name().value()).map(ModelFormat::isWeights).orElse(true);
    }
}
