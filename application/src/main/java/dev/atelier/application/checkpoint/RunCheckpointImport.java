package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.checkpoint.CheckpointImportQueue.Claim;
import dev.atelier.application.checkpoint.RemoteFileDownloader.Download;
import dev.atelier.application.checkpoint.RemoteFileDownloader.Fetched;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.ModelFormat;
import dev.atelier.domain.checkpoint.UsableFile;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Downloads the files of a checkpoint and makes it Active, or Disabled with the reason. */
@UseCase
public class RunCheckpointImport {

    /** Limits the attempts of an import that crashes the service or exceeds its disk. */
    static final int MAX_ATTEMPTS = 20;

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final CheckpointRepository checkpoints;
    private final CheckpointImportQueue imports;
    private final RemoteFileDownloader remote;
    private final ModelFileInspector inspector;
    private final InspectionTurns turns;
    private final DuplicateFileRemover duplicateFileRemover;
    private final ModelDescriber describer;
    private final ModelStore store;
    private final ImportDeadline limit;
    private final AuthenticateCaller authenticate;

    public RunCheckpointImport(
            CheckpointRepository checkpoints,
            CheckpointImportQueue imports,
            RemoteFileDownloader remote,
            ModelFileInspector inspector,
            InspectionTurns turns,
            ModelStore store,
            ModelDescriber describer,
            ImportDeadline limit,
            AuthenticateCaller authenticate) {
        this.checkpoints = checkpoints;
        this.imports = imports;
        this.remote = remote;
        this.inspector = inspector;
        this.turns = turns;
        this.store = store;
        this.duplicateFileRemover = new DuplicateFileRemover(store);
        this.describer = describer;
        this.limit = limit;
        this.authenticate = authenticate;
    }

    /**
     * Carries out a claimed import. On return it has ended, or waits again after a failure of this machine, or was
     * claimed by another worker.
     *
     * @param transfer shows how far it is; stopped when the claim is lost
     * @throws InterruptedException if interrupted or stopped; an import in progress waits again, and what had arrived is kept
     */
    public void run(Claim claim, ImportTransfer transfer) throws InterruptedException, IOException {
        Optional<Checkpoint> found = checkpoints.find(claim.job());
        if (found.isEmpty()) {
            remote.forget(claim.job());
            return;
        }
        Checkpoint initial = found.get();
        try {
            requireAnotherTry(claim);
            bring(claim, initial, transfer);
        } catch (ImportFailedException | InvalidRequestException e) {
            end(claim, initial.fail(e.getMessage()));
        } catch (BorrowedFileGoneException e) {
            imports.forgetBorrowed(claim);
            imports.requeue(claim, Duration.ZERO);
        } catch (InterruptedException e) {
            release(claim, initial);
            throw e;
        } catch (IOException | RuntimeException e) {
            if (transfer.isStopped()) {
                release(claim, initial);
                throw new InterruptedException();
            }
            imports.requeue(claim, PAUSE);
            throw e;
        }
    }

    private void release(Claim claim, Checkpoint initial) throws IOException {
        imports.requeue(claim, Duration.ZERO);
        forgetUnlessInProgress(claim, initial);
    }

    private static void requireAnotherTry(Claim claim) throws ImportFailedException {
        if (claim.tries() > MAX_ATTEMPTS) {
            throw new ImportFailedException("given up after " + MAX_ATTEMPTS
                    + " attempts that this service could not finish; its log says what was in the way");
        }
    }

    private void bring(Claim claim, Checkpoint checkpoint, ImportTransfer transfer)
            throws ImportFailedException, IOException, InterruptedException {
        List<ModelFile> files = new ArrayList<>();
        boolean borrowed = !claim.borrowed().isEmpty();
        for (int position = 0; position < claim.sources().size(); position++) {
            ModelFile kept = claim.kept().get(position);
            if (kept != null) {
                files.add(kept);
                continue;
            }
            Fetched fetched = fetch(claim, checkpoint, position, transfer);
            borrowed |= fetched.file().isEmpty();
            files.add(keep(claim, checkpoint, position, fetched, transfer));
        }
        if (files.stream().map(ModelFile::name).distinct().count() < files.size()) {
            throw new ImportFailedException("two of the files have the same name: "
                    + files.stream().map(file -> file.name().value()).toList());
        }
        UsableFile.requireOne(
                checkpoint.type(), files.stream().map(ModelFile::name).toList());
        Checkpoint active = checkpoint.withFiles(files).activate();
        if (borrowed) {
            // Only then are their bytes known to stay.
            end(claim, active).ifPresent(describer::describe);
        } else {
            describer.describeForClaim(active);
            end(claim, active);
        }
    }

    private Fetched fetch(Claim claim, Checkpoint checkpoint, int position, ImportTransfer transfer)
            throws ImportFailedException, IOException, InterruptedException {
        return remote.fetch(
                new Download(
                        checkpoint.id(),
                        position,
                        claim.sources().get(position),
                        checkpoint.creator(),
                        claim.since().plus(limit.deadline())),
                transfer,
                (name, sha256) -> isStored(checkpoint, name, sha256));
    }

    /** Whether the creator may use a stored file of that content, which was examined as the same type and format. */
    private boolean isStored(Checkpoint checkpoint, CheckpointFileName name, String sha256) {
        Optional<Caller> creator = authenticate.find(checkpoint.creator());
        return imports.having(sha256).stream()
                .filter(other -> other.type() == checkpoint.type())
                .filter(other -> other.creator().equals(checkpoint.creator())
                        || creator.filter(caller -> caller.isPermittedBy(other.allowedRolesOrUsers()))
                                .isPresent())
                .anyMatch(other -> has(other, name, sha256));
    }

    /** A file that jobs cannot name was stored whatever it is. */
    private static boolean has(Checkpoint stored, CheckpointFileName name, String sha256) {
        List<CheckpointFileName> names =
                stored.files().stream().map(ModelFile::name).toList();
        return stored.files().stream()
                .filter(file -> sha256.equals(file.sha256()))
                .filter(file ->
                        UsableFile.obstacle(stored.type(), file.name(), names).isEmpty())
                .anyMatch(file -> ModelFormat.of(file.name().value()).equals(ModelFormat.of(name.value())));
    }

    private ModelFile keep(Claim claim, Checkpoint checkpoint, int position, Fetched fetched, ImportTransfer transfer)
            throws IOException, InterruptedException {
        if (fetched.file().isPresent()) {
            turns.inTurnAtLeisure(
                    checkpoint.creator(),
                    () -> inspect(fetched.name(), fetched.file().get()));
            transfer.requireRunning();
        }
        ModelFile file = new ModelFile(
                fetched.name(), checkpoint.location().resolve(fetched.name().value()), fetched.sha256());
        if (fetched.file().isPresent()) {
            store.put(
                    file.location(),
                    transfer.whileRunning(Files.newInputStream(fetched.file().get())),
                    "application/octet-stream");
            describer.requireType(checkpoint.type(), file);
        }
        // What was interrupted above may not have been examined.
        transfer.requireRunning();
        // If the claim is lost, the next step, which ends the import, will notice.
        imports.recordFile(claim, position, file, fetched.size(), fetched.file().isEmpty());
        return file;
    }

    private void inspect(CheckpointFileName name, Path file) throws IOException {
        try (SeekableByteChannel content = Files.newByteChannel(file)) {
            inspector.inspect(name, content);
        }
    }

    private Optional<Checkpoint> end(Claim claim, Checkpoint ended) throws IOException {
        Optional<Checkpoint> now = imports.complete(claim, ended);
        if (now.isPresent() && ended.status() == CheckpointStatus.ACTIVE) {
            duplicateFileRemover.removeCopies(ended, now.get());
            remote.forget(claim.job());
        } else {
            forgetUnlessInProgress(claim, ended);
        }
        return now;
    }

    /**
     * Leaves nothing of one that failed, or was cancelled or deleted meanwhile; another worker may have one, or have ended it, and
     * others may use what it stored.
     */
    private void forgetUnlessInProgress(Claim claim, Checkpoint checkpoint) throws IOException {
        if (imports.inProgress(List.of(claim.job())).isEmpty()) {
            Optional<Checkpoint> now = checkpoints.find(claim.job());
            if (now.isEmpty()) {
                deleteUnused(checkpoint.location());
            } else if (now.get().status() == CheckpointStatus.DISABLED
                    && now.get().error().isPresent()) {
                store.deleteQuietly(checkpoint.location());
            }
            remote.forget(claim.job());
        }
    }

    private void deleteUnused(StorageUri folder) throws IOException {
        try (Stream<StorageUri> left = store.list(folder)) {
            left.filter(file -> !checkpoints.isUsed(file)).toList().forEach(store::deleteQuietly);
        }
    }
}
