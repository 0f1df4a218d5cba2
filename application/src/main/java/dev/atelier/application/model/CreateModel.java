package dev.atelier.application.model;

import dev.atelier.application.IdGenerator;
import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.checkpoint.BulkOperationsPolicy;
import dev.atelier.application.checkpoint.CheckpointNameTakenException;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.CreateCheckpoint.FileParts;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.MultipartUpload;
import dev.atelier.domain.checkpoint.UsableFile;
import dev.atelier.domain.model.Model;
import dev.atelier.domain.model.ModelId;
import dev.atelier.domain.model.ModelName;
import dev.atelier.domain.model.ModelPackage;
import dev.atelier.domain.model.ModelStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Creates a model whose file the client uploads in parts. */
@UseCase
public class CreateModel {

    /** How long the part URLs are valid; uploads of many gigabytes take long. */
    static final Duration UPLOAD_VALIDITY = Duration.ofDays(7);

    private final ModelRepository models;
    private final CheckpointRepository checkpoints;
    private final BulkOperationsPolicy bulkOperationsPolicy;
    private final ModelStore store;
    private final StorageLayout layout;
    private final IdGenerator idGenerator;
    private final Clock clock;
    private final Audit audit;

    public CreateModel(
            ModelRepository models,
            CheckpointRepository checkpoints,
            BulkOperationsPolicy bulkOperationsPolicy,
            ModelStore store,
            StorageLayout layout,
            IdGenerator idGenerator,
            Clock clock,
            Audit audit) {
        this.models = models;
        this.checkpoints = checkpoints;
        this.bulkOperationsPolicy = bulkOperationsPolicy;
        this.store = store;
        this.layout = layout;
        this.idGenerator = idGenerator;
        this.clock = clock;
        this.audit = audit;
    }

    /** The model to create; {@code params} are pass-through metadata. */
    public record Command(CheckpointType type, ModelName name, FileParts upload, Map<String, Object> params) {

        public Command {
            new ModelPackage(upload.name()); // rejects a file name that cannot be a model's
            TextSanitizer.requireName("model name", name.value());
        }

        ModelPackage file() {
            return new ModelPackage(upload.name());
        }
    }

    /** The new model, and the URLs of its file's parts. */
    public record Created(Model model, List<URI> partUrls) {}

    /**
     * Creates the model.
     *
     * @throws CheckpointNameTakenException if a checkpoint of that type has the file name; the names in archives are
     *     checked once they are extracted
     * @throws dev.atelier.domain.InvalidRequestException if no node lists files of that name as models of that type
     */
    public Created create(Caller caller, Command command) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        if (command.file().isPacked()) {
            bulkOperationsPolicy.require(BulkOperationsPolicy.Kind.UNPACKING);
        } else {
            UsableFile.requireOne(command.type(), List.of(command.file().name()));
        }
        if (checkpoints.isTaken(command.type(), command.file().name())) {
            throw new CheckpointNameTakenException(command.file().toString());
        }
        ModelId id = new ModelId(idGenerator.next());
        StorageUri output = layout.modelOutput(command.type(), command.name(), id);
        try {
            MultipartUpload upload = store.beginUpload(
                    output.resolve(command.file().toString()), command.upload().parts());
            Model model = model(caller, command, id, output, upload);
            try {
                audit.change(
                        caller, AuditAction.MODEL_CREATE.on(id, "name " + command.name()), () -> models.add(model));
                return new Created(model, store.presignParts(upload, UPLOAD_VALIDITY));
            } catch (RuntimeException e) {
                store.abortUpload(upload);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("beginning the upload of model " + id, e);
        }
    }

    private Model model(Caller caller, Command command, ModelId id, StorageUri output, MultipartUpload upload) {
        return new Model(
                id,
                command.name(),
                command.type(),
                ModelStatus.INITIALED,
                command.file(),
                upload,
                output,
                command.params(),
                null,
                caller.name(),
                caller.defaultAccessList(),
                clock.instant());
    }
}
