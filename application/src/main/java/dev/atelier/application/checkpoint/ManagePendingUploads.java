package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.checkpoint.CreateCheckpoint.FileParts;
import dev.atelier.application.storage.ArrivedPart;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Uploads of one file whose size was announced, and which are not completed: what has arrived of them at the store, URLs for the
 * rest, and their end before it is reached.
 */
@UseCase
public class ManagePendingUploads {

    /** The most that are listed: the store is asked for the parts of each. */
    private static final int MOST = 10;

    /** Among that number of a user's newest checkpoints of a status, which may be imports or uploads of other kinds, too. */
    private static final int SEARCHED = 100;

    private static final String CANCELLED = "its upload was cancelled";

    private final CheckpointRepository checkpoints;
    private final ModelStore store;
    private final Audit audit;

    public ManagePendingUploads(CheckpointRepository checkpoints, ModelStore store, Audit audit) {
        this.checkpoints = checkpoints;
        this.store = store;
        this.audit = audit;
    }

    /**
     * One of them.
     *
     * @param arrived the parts that have arrived, in order; empty where the store has no such upload any more, or does not answer
     */
    public record Pending(Checkpoint checkpoint, Optional<List<ArrivedPart>> arrived) {

        public MultipartUpload upload() {
            return checkpoint.uploads().values().iterator().next();
        }

        /** The name of the file. */
        public String file() {
            return checkpoint.uploads().keySet().iterator().next();
        }

        /** Whether it was cancelled, but not all of it is deleted. */
        public boolean isCancelled() {
            return ManagePendingUploads.isCancelled(checkpoint);
        }
    }

    /**
     * One of them, to be gone on with.
     *
     * @param urls of all parts, in order
     */
    public record Resumed(Checkpoint checkpoint, List<URI> urls, List<ArrivedPart> arrived) {}

    /** The caller's own, newest first; then those whose cancellation failed and can be repeated. */
    public List<Pending> list(Caller caller) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        List<Checkpoint> own = Stream.concat(
                        own(caller, CheckpointStatus.INITIAL).filter(ManagePendingUploads::isPending),
                        own(caller, CheckpointStatus.DISABLED).filter(ManagePendingUploads::isCancelled))
                .limit(MOST)
                .toList();
        List<Pending> found = new ArrayList<>();
        boolean answers = true; // one that does not is not asked again: the user waits for the page
        for (Checkpoint checkpoint : own) {
            Optional<List<ArrivedPart>> arrived = Optional.empty();
            try {
                if (answers && isPending(checkpoint)) {
                    arrived = store.arrivedParts(upload(checkpoint));
                }
            } catch (IOException e) {
                answers = false;
            }
            found.add(new Pending(checkpoint, arrived));
        }
        return found;
    }

    private Stream<Checkpoint> own(Caller caller, CheckpointStatus status) {
        CheckpointRepository.Filter filter =
                new CheckpointRepository.Filter(List.of(), List.of(), List.of(status)).madeBy(caller.name());
        return checkpoints.find(filter, 1, SEARCHED).items().stream();
    }

    /**
     * Goes on with an upload.
     *
     * @param file the file as it would be uploaded now
     * @throws InvalidRequestException if that is another file, or the upload is none any more
     */
    public Resumed resume(Caller caller, CheckpointId id, FileParts file) {
        Checkpoint checkpoint = find(caller, id);
        require(checkpoint, isPending(checkpoint));
        MultipartUpload upload = upload(checkpoint);
        requireSame(checkpoint.uploads().keySet().iterator().next(), upload, file);
        try {
            List<ArrivedPart> arrived = store.arrivedParts(upload)
                    .orElseThrow(() -> new InvalidRequestException("the upload of checkpoint " + id
                            + " received nothing for days, or was aborted; cancel it and begin a new one"));
            return new Resumed(checkpoint, store.presignParts(upload, CreateCheckpoint.UPLOAD_VALIDITY), arrived);
        } catch (IOException e) {
            throw new UncheckedIOException("listing the parts of checkpoint " + id, e);
        }
    }

    private static void requireSame(String name, MultipartUpload upload, FileParts file) {
        if (!name.equals(file.name().value()) || upload.bytes() != file.bytes()) {
            throw new InvalidRequestException("this upload is of file " + name + " with " + upload.bytes()
                    + " bytes, not of " + file.name() + " with " + file.bytes() + " bytes; choose the same file again");
        }
        if (upload.parts() != file.parts()) {
            throw new InvalidRequestException("this upload has " + upload.parts()
                    + " parts, but the file would be sent in " + file.parts() + "; cancel it and begin a new one");
        }
    }

    /**
     * Ends an upload and deletes what has arrived, and the checkpoint. Can be repeated after a failure.
     *
     * @throws InvalidRequestException if it was completed meanwhile
     */
    public void cancel(Caller caller, CheckpointId id) {
        Checkpoint checkpoint = find(caller, id);
        boolean before = isCancelled(checkpoint);
        require(checkpoint, before || isPending(checkpoint));
        // First, so that no completion makes it Active while its files are deleted.
        boolean cancelled = before
                || audit.changeIf(
                        caller,
                        AuditAction.CHECKPOINT_DELETE.on(id, checkpoint.summary()),
                        () -> checkpoints.update(checkpoint.fail(CANCELLED), CheckpointStatus.INITIAL));
        if (!cancelled) {
            throw new InvalidRequestException("checkpoint " + id + " was changed by another call meanwhile");
        }
        try {
            store.abortUpload(upload(checkpoint));
            if (checkpoints.beginDeletion(id).isEmpty()) { // else it was Active once, and others share its file
                store.deleteAll(checkpoint.location());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("deleting the parts of checkpoint " + id, e);
        }
        checkpoints.delete(id);
    }

    private Checkpoint find(Caller caller, CheckpointId id) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        return OwnershipGuard.CHECKPOINT.find(checkpoints::find, caller, id);
    }

    private static void require(Checkpoint checkpoint, boolean is) {
        if (!is) {
            throw new InvalidRequestException("checkpoint " + checkpoint.id() + " is "
                    + checkpoint.status().word() + "; it awaits no parts of one file whose size was announced");
        }
    }

    /** Whether it is such an upload. */
    public static boolean isPending(Checkpoint checkpoint) {
        return checkpoint.status() == CheckpointStatus.INITIAL && isOfOneFile(checkpoint);
    }

    /** Whether it was one and its cancellation has begun. */
    static boolean isCancelled(Checkpoint checkpoint) {
        return checkpoint.status() == CheckpointStatus.DISABLED
                && checkpoint.error().equals(Optional.of(CANCELLED))
                && isOfOneFile(checkpoint);
    }

    private static boolean isOfOneFile(Checkpoint checkpoint) {
        return checkpoint.uploads().size() == 1 && upload(checkpoint).bytes() > 0;
    }

    private static MultipartUpload upload(Checkpoint checkpoint) {
        return checkpoint.uploads().values().iterator().next();
    }
}
