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
import dev.atelier.domain.checkpoint.ImportSource;
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
    private final ImportPolicy policy;
    private final StorageLayout layout;
    private final IdGenerator idGenerator;
    private final Clock clock;
    private final CheckpointAccess access;
    private final Audit audit;

    public RequestCheckpointImport(
            CheckpointImportQueue imports,
            RemoteFileDownloader remote,
            BulkOperationsPolicy bulkOperationsPolicy,
            ImportPolicy policy,
            StorageLayout layout,
            IdGenerator idGenerator,
            Clock clock,
            CheckpointAccess access,
            Audit audit) {
        this.imports = imports;
        this.remote = remote;
        this.bulkOperationsPolicy = bulkOperationsPolicy;
        this.policy = policy;
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
            requireFiles(urls.size());
        }
    }

    private static void requireFiles(int count) {
        if (count < 1 || count > MAX_FILES) {
            throw new InvalidRequestException("an import names 1 to " + MAX_FILES + " URLs");
        }
    }

    /** @throws InvalidRequestException if it cannot have this number of files */
    void requireCount(int files) {
        requireFiles(files);
    }

    /** @throws dev.atelier.domain.NotSupportedException if this installation imports nothing */
    void requireAccepted() {
        bulkOperationsPolicy.require(BulkOperationsPolicy.Kind.IMPORT);
    }

    /** The new checkpoint, Initial. Its files are named after the URLs until their servers report better names. */
    public Checkpoint create(Caller caller, Command command) {
        return create(
                caller,
                command.type(),
                command.urls().stream().map(ImportSource::of).toList(),
                command.params(),
                command.sharing());
    }

    /** As above, of sources about which more is known. */
    Checkpoint create(
            Caller caller,
            CheckpointType type,
            List<ImportSource> sources,
            Map<String, Object> params,
            Optional<CheckpointSharing> sharing) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        requireAccepted();
        sources.forEach(source -> remote.requireAllowed(source.url()));
        List<CheckpointFileName> names =
                sources.stream().map(RequestCheckpointImport::name).toList();
        if (names.stream().distinct().count() < names.size()) {
            throw new InvalidRequestException("two of the URLs end in the same file name");
        }
        Checkpoint checkpoint = checkpoint(caller, type, names, params, sharing);
        audit.change(
                caller,
                AuditAction.CHECKPOINT_IMPORT.on(checkpoint.id(), checkpoint.summary()),
                () -> imports.add(checkpoint, sources, policy.perUser()));
        return checkpoint;
    }

    private static CheckpointFileName name(ImportSource source) {
        return source.provisionalName()
                .orElseThrow(() -> new InvalidRequestException(
                        "the URL " + source.url() + " has no file name at the end of its path"));
    }

    private Checkpoint checkpoint(
            Caller caller,
            CheckpointType type,
            List<CheckpointFileName> names,
            Map<String, Object> params,
            Optional<CheckpointSharing> sharing) {
        CheckpointId id = new CheckpointId(idGenerator.next());
        StorageUri folder = layout.checkpoint(type, id);
        return new Checkpoint(
                id,
                type,
                CheckpointStatus.INITIAL,
                Checkpoint.Origin.STORE,
                folder,
                names.stream()
                        .map(name -> new ModelFile(name, folder.resolve(name.value())))
                        .toList(),
                Map.of(),
                params,
                caller.name(),
                access.of(caller, sharing),
                clock.instant());
    }
}
