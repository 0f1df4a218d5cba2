package dev.atelier.application.checkpoint;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Shows imports by URL, and pauses, resumes and cancels them: the caller's own, for administrators those of all. */
@UseCase
public class ManageImports {

    private final CheckpointImportQueue imports;
    private final ModelStore store;
    private final Clock clock;
    private final Audit audit;

    public ManageImports(CheckpointImportQueue imports, ModelStore store, Clock clock, Audit audit) {
        this.imports = imports;
        this.store = store;
        this.clock = clock;
        this.audit = audit;
    }

    /** A page of them, newest first. */
    public Page<ImportStatus> list(Caller caller, Optional<Cursor> after, int limit) {
        caller.require(ResourceType.CHECKPOINT, Action.LIST);
        return imports.list(caller.isAdministrator() ? Optional.empty() : Optional.of(caller.name()), after, limit);
    }

    /** @throws NotFoundException if there is none, or it is another user's */
    public ImportStatus get(Caller caller, CheckpointId id) {
        caller.require(ResourceType.CHECKPOINT, Action.LIST);
        return find(caller, id);
    }

    /** That of a checkpoint which its caller has just created. */
    public ImportStatus created(Checkpoint checkpoint) {
        return imports.find(checkpoint.id())
                .orElseGet(() -> new ImportStatus(
                        checkpoint, ImportStatus.State.WAITING, 0, OptionalLong.empty(), 0, Optional.empty()));
    }

    /** Takes it from its worker until it is resumed; what has arrived is kept. */
    public ImportStatus pause(Caller caller, CheckpointId id) {
        return steer(caller, id, imports::pause, "paused");
    }

    /** Lets it go on, where it was if its server supports that and the file is unchanged. */
    public ImportStatus resume(Caller caller, CheckpointId id) {
        return steer(caller, id, imports::resume, "resumed");
    }

    /** Ends it: nothing that has arrived is kept, and the checkpoint is Disabled with the reason. */
    public ImportStatus cancel(Caller caller, CheckpointId id) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        Checkpoint checkpoint = requireInProgress(find(caller, id), "cancelled").checkpoint();
        Optional<Checkpoint> cancelled = audit.change(
                caller,
                () -> imports.cancel(checkpoint.fail("cancelled by user " + caller.name()), clock.instant()),
                ended -> ended.isPresent()
                        ? List.of(AuditAction.IMPORT_CANCEL.on(id, checkpoint.summary()))
                        : List.of());
        if (cancelled.isPresent()) {
            store.deleteQuietly(checkpoint.location());
        }
        return cancelled.isPresent() ? find(caller, id) : requireInProgress(find(caller, id), "cancelled");
    }

    private ImportStatus steer(Caller caller, CheckpointId id, Predicate<CheckpointId> change, String done) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        ImportStatus before = find(caller, id);
        return change.test(id) ? find(caller, id) : requireInProgress(before, done);
    }

    private ImportStatus requireInProgress(ImportStatus found, String done) {
        if (!found.state().isInProgress()) {
            throw new InvalidRequestException("import " + found.checkpoint().id() + " is "
                    + found.state().word() + "; only one in progress can be " + done);
        }
        return found;
    }

    private ImportStatus find(Caller caller, CheckpointId id) {
        return imports.find(id)
                .filter(found ->
                        caller.isAdministrator() || found.checkpoint().creator().equals(caller.name()))
                .orElseThrow(() -> new NotFoundException("import with id " + id + " not found"));
    }
}
