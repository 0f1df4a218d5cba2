package dev.atelier.application.checkpoint;

import dev.atelier.application.IdGenerator;
import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.storage.StorageLayout;
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
import dev.atelier.domain.checkpoint.SourceUrl;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Accepts a checkpoint whose files are on other servers; {@link RunCheckpointImport} downloads them. */
@UseCase
public class RequestCheckpointImport {

    private static final int MAX_FILES = 100;

    private final CheckpointImportQueue imports;
    private final RemoteFileDownloader remote;
    private final BulkOperationsPolicy bulkOperationsPolicy;
    private final StorageLayout layout;
    private final IdGenerator idGenerator;
    private final Clock clock;
    private final CheckpointAccess access;
    private final Audit audit;

    public RequestCheckpointImport(
            CheckpointImportQueue imports,
            RemoteFileDownloader remote,
            BulkOperationsPolicy bulkOperationsPolicy,
            StorageLayout layout,
            IdGenerator idGenerator,
            Clock clock,
            CheckpointAccess access,
            Audit audit) {
        this.imports = imports;
        this.remote = remote;
        this.bulkOperationsPolicy = bulkOperationsPolicy;
        this.layout = layout;
        this.idGenerator = idGenerator;
        this.clock = clock;
        this.access = access;
        this.audit = audit;
    }

    /**
     * The import: 1 to 100 files; {@code params} are pass-through metadata.
     *
     * @param sharing who may use it; empty: the roles of its creator
     */
    public record Command(
            CheckpointType type,
            List<SourceUrl> urls,
            Map<String, Object> params,
            Optional<CheckpointSharing> sharing) {

        /** As above, open to the roles of its creator. */
        public Command(CheckpointType type, List<SourceUrl> urls, Map<String, Object> params) {
            this(type, urls, params, Optional.empty());
        }

        public Command {
            if (urls.isEmpty() || urls.size() > MAX_FILES) {
                throw new InvalidRequestException("an import names 1 to " + MAX_FILES + " URLs");
            }
        }
    }

    /** The new checkpoint, Initial. Its files are named after the URLs until their servers report better names. */
    public Checkpoint create(Caller caller, Command command) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        bulkOperationsPolicy.require(BulkOperationsPolicy.Kind.IMPORT);
        command.urls().forEach(remote::requireAllowed);
        List<CheckpointFileName> names =
                command.urls().stream().map(RequestCheckpointImport::name).toList();
        if (names.stream().distinct().count() < names.size()) {
            throw new InvalidRequestException("two of the URLs end in the same file name");
        }
        Checkpoint checkpoint = checkpoint(caller, command, names);
        audit.change(
                caller,
                AuditAction.CHECKPOINT_IMPORT.on(checkpoint.id(), checkpoint.summary()),
                () -> imports.add(checkpoint, command.urls()));
        return checkpoint;
    }

    private static CheckpointFileName name(SourceUrl url) {
        return url.fileName()
                .orElseThrow(() ->
                        new InvalidRequestException("the URL " + url + " has no file name at the end of its path"));
    }

    private Checkpoint checkpoint(Caller caller, Command command, List<CheckpointFileName> names) {
        CheckpointId id = new CheckpointId(idGenerator.next());
        StorageUri folder = layout.checkpoint(command.type(), id);
        return new Checkpoint(
                id,
                command.type(),
                CheckpointStatus.INITIAL,
                Checkpoint.Origin.STORE,
                folder,
                names.stream()
                        .map(name -> new ModelFile(name, folder.resolve(name.value())))
                        .toList(),
                Map.of(),
                command.params(),
                caller.name(),
                access.of(caller, command.sharing()),
                clock.instant());
    }
}
