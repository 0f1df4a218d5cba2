package dev.atelier.application.checkpoint;

import dev.atelier.application.IdGenerator;
import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.storage.UploadOrigin;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.MultipartUpload;
import dev.atelier.domain.checkpoint.UsableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates a checkpoint whose files the client uploads in parts. */
@UseCase
public class CreateCheckpoint {

    /** How long the part URLs are valid; uploads of many gigabytes take long. */
    static final Duration UPLOAD_VALIDITY = Duration.ofDays(7);

    private static final int MAX_FILES = 100;
    private static final int MAX_PARTS = 10_000; // limit of S3

    private final CheckpointRepository checkpoints;
    private final ModelStore store;
    private final StorageLayout layout;
    private final IdGenerator idGenerator;
    private final Clock clock;
    private final CheckpointAccess access;
    private final Audit audit;

    public CreateCheckpoint(
            CheckpointRepository checkpoints,
            ModelStore store,
            StorageLayout layout,
            IdGenerator idGenerator,
            Clock clock,
            CheckpointAccess access,
            Audit audit) {
        this.checkpoints = checkpoints;
        this.store = store;
        this.layout = layout;
        this.idGenerator = idGenerator;
        this.clock = clock;
        this.access = access;
        this.audit = audit;
    }

    /**
     * A file to be uploaded, in 1 to 10,000 parts.
     *
     * @param bytes its size, by which {@link ManagePendingUploads} recognizes it; 0: not announced
     */
    public record FileParts(CheckpointFileName name, int parts, long bytes) {

        /** A file whose size is not announced. */
        public FileParts(CheckpointFileName name, int parts) {
            this(name, parts, 0);
        }

        public FileParts {
            if (parts < 1 || parts > MAX_PARTS) {
                throw new InvalidRequestException(
                        "file " + name + " is to come in " + parts + " parts; allowed is 1 to " + MAX_PARTS);
            }
        }
    }

    /**
     * The checkpoint to create, with at most 10,000 parts; {@code params} are pass-through metadata.
     *
     * @param sharing who may use it; empty: the roles of its creator
     */
    public record Command(
            CheckpointType type,
            List<FileParts> files,
            Map<String, Object> params,
            Optional<CheckpointSharing> sharing) {

        /** As above, open to the roles of its creator. */
        public Command(CheckpointType type, List<FileParts> files, Map<String, Object> params) {
            this(type, files, params, Optional.empty());
        }

        public Command {
            if (files.isEmpty() || files.size() > MAX_FILES) {
                throw new InvalidRequestException("a checkpoint has 1 to " + MAX_FILES + " files");
            }
            if (files.stream().map(FileParts::name).distinct().count() < files.size()) {
                throw new InvalidRequestException("the same file name is given twice");
            }
            int parts = files.stream().mapToInt(FileParts::parts).sum();
            if (parts > MAX_PARTS) {
                throw new InvalidRequestException(
                        "the files are to come in " + parts + " parts altogether; allowed are at most " + MAX_PARTS);
            }
        }
    }

    /** The new checkpoint, and for each file the URLs of its parts. */
    public record Created(Checkpoint checkpoint, Map<String, List<URI>> partUrls) {}

    public Created create(Caller caller, Command command) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        UsableFile.requireOne(
                command.type(), command.files().stream().map(FileParts::name).toList());
        for (FileParts file : command.files()) {
            if (checkpoints.isTaken(command.type(), file.name())) {
                throw new CheckpointNameTakenException(file.name().value());
            }
        }
        CheckpointId id = new CheckpointId(idGenerator.next());
        StorageUri folder = layout.checkpoint(command.type(), id);
        Map<String, MultipartUpload> uploads = new LinkedHashMap<>();
        try {
            for (FileParts file : command.files()) {
                uploads.put(
                        file.name().value(),
                        store.beginUpload(folder.resolve(file.name().value()), file.parts())
                                .of(file.bytes()));
            }
            Checkpoint checkpoint = checkpoint(caller, command, id, folder, uploads);
            audit.change(
                    caller,
                    AuditAction.CHECKPOINT_CREATE.on(id, checkpoint.summary()),
                    () -> checkpoints.add(checkpoint));
            return new Created(checkpoint, partUrls(uploads));
        } catch (IOException e) {
            abort(uploads, e);
            throw new UncheckedIOException("beginning the upload of checkpoint " + id, e);
        } catch (RuntimeException e) {
            abort(uploads, e);
            throw e;
        }
    }

    /**
     * The scheme, host and port of the server that clients send the parts to, {@code https://files.example.org}; empty where that is
     * this service.
     */
    public Optional<String> uploadOrigin() {
        CheckpointId none = new CheckpointId(idGenerator.next());
        StorageUri file =
                layout.checkpoint(CheckpointType.STABLE_DIFFUSION, none).resolve("origin");
        return UploadOrigin.of(store.presignUpload(file, UPLOAD_VALIDITY, 1));
    }

    private Checkpoint checkpoint(
            Caller caller, Command command, CheckpointId id, StorageUri folder, Map<String, MultipartUpload> uploads) {
        return new Checkpoint(
                id,
                command.type(),
                CheckpointStatus.INITIAL,
                Checkpoint.Origin.STORE,
                folder,
                command.files().stream()
                        .map(file -> new ModelFile(
                                file.name(), folder.resolve(file.name().value())))
                        .toList(),
                uploads,
                command.params(),
                caller.name(),
                access.of(caller, command.sharing()),
                clock.instant());
    }

    private Map<String, List<URI>> partUrls(Map<String, MultipartUpload> uploads) {
        Map<String, List<URI>> urls = new LinkedHashMap<>();
        uploads.forEach((file, upload) -> urls.put(file, store.presignParts(upload, UPLOAD_VALIDITY)));
        return urls;
    }

    private void abort(Map<String, MultipartUpload> uploads, Exception cause) {
        for (MultipartUpload upload : uploads.values()) {
            try {
                store.abortUpload(upload);
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
