package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.checkpoint.CheckpointImportQueue.Claim;
import dev.atelier.application.checkpoint.RemoteFileDownloader.Fetched;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.UsableFile;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    public RunCheckpointImport(
            CheckpointRepository checkpoints,
            CheckpointImportQueue imports,
            RemoteFileDownloader remote,
            ModelFileInspector inspector,
            InspectionTurns turns,
            ModelStore store,
            ModelDescriber describer,
            ImportDeadline limit) {
        this.checkpoints = checkpoints;
        this.imports = imports;
        this.remote = remote;
        this.inspector = inspector;
        this.turns = turns;
        this.store = store;
        this.duplicateFileRemover = new DuplicateFileRemover(store);
        this.describer = describer;
        this.limit = limit;
    }

    /**
     * Carries out a claimed import. On return it has ended, or waits again after a failure of this machine, or was
     * claimed by another worker.
     *
     * @throws InterruptedException if interrupted; the import waits again, and what had arrived is kept
     */
    public void run(Claim claim) throws InterruptedException, IOException {
        Optional<Checkpoint> found = checkpoints.find(claim.job());
        if (found.isEmpty()) {
            remote.forget(claim.job());
            return;
        }
        Checkpoint initial = found.get();
        try {
            requireAnotherTry(claim);
            bring(claim, initial);
        } catch (ImportFailedException | InvalidRequestException e) {
            end(claim, initial.fail(e.getMessage()));
        } catch (InterruptedException e) {
            imports.requeue(claim, Duration.ZERO);
            throw e;
        } catch (IOException | RuntimeException e) {
            imports.requeue(claim, PAUSE);
            throw e;
        }
    }

    private static void requireAnotherTry(Claim claim) throws ImportFailedException {
        if (claim.attempt() > MAX_ATTEMPTS) {
            throw new ImportFailedException("given up after " + MAX_ATTEMPTS
                    + " attempts that this service could not finish; its log says what was in the way");
        }
    }

    private void bring(Claim claim, Checkpoint checkpoint)
            throws ImportFailedException, IOException, InterruptedException {
        List<ModelFile> files = new ArrayList<>();
        for (int position = 0; position < claim.urls().size(); position++) {
            ModelFile kept = claim.kept().get(position);
            files.add(kept != null ? kept : bring(claim, checkpoint, position));
        }
        if (files.stream().map(ModelFile::name).distinct().count() < files.size()) {
            throw new ImportFailedException("two of the files have the same name: "
                    + files.stream().map(file -> file.name().value()).toList());
        }
        UsableFile.requireOne(
                checkpoint.type(), files.stream().map(ModelFile::name).toList());
        Checkpoint active = checkpoint.withFiles(files).activate();
        describer.describeForClaim(active);
        end(claim, active);
    }

    private ModelFile bring(Claim claim, Checkpoint checkpoint, int position)
            throws ImportFailedException, IOException, InterruptedException {
        Fetched fetched = remote.fetch(
                checkpoint.id(),
                position,
                claim.urls().get(position),
                checkpoint.created().plus(limit.deadline()));
        turns.inTurnAtLeisure(checkpoint.creator(), () -> inspect(fetched));
        ModelFile file = new ModelFile(
                fetched.name(), checkpoint.location().resolve(fetched.name().value()), fetched.sha256());
        store.put(file.location(), Files.newInputStream(fetched.file()), "application/octet-stream");
        // The claim is lost; the next step, which ends the import, will notice.
        imports.recordFile(claim, position, file);
        return file;
    }

    private void inspect(Fetched fetched) throws IOException {
        try (SeekableByteChannel content = Files.newByteChannel(fetched.file())) {
            inspector.inspect(fetched.name(), content);
        }
    }

    private void end(Claim claim, Checkpoint ended) throws IOException {
        Optional<Checkpoint> now = imports.complete(claim, ended);
        if (now.isPresent() && ended.status() == CheckpointStatus.ACTIVE) {
            duplicateFileRemover.removeCopies(ended, now.get());
        } else if (now.isPresent() || checkpoints.find(claim.job()).isEmpty()) {
            store.deleteQuietly(ended.location());
        }
        if (now.isPresent() || checkpoints.find(claim.job()).isEmpty()) {
            remote.forget(claim.job());
        }
    }
}
