package dev.atelier.domain.model;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A named upload to train with later. Once Complete it stands for a checkpoint, and its file is known by that file's own
 * name; before that there is no checkpoint of it.
 *
 * @param type what its file is for
 * @param file the file that it comes in
 * @param upload brings that file, to a place below {@code output}
 * @param output the folder of its file in the store
 * @param params what the client said about it, carried along unread
 * @param error why it is Fail; null otherwise
 * @param allowedRolesOrUsers to whom it is open, and its checkpoint as well
 */
public record Model(
        ModelId id,
        ModelName name,
        CheckpointType type,
        ModelStatus status,
        ModelPackage file,
        MultipartUpload upload,
        StorageUri output,
        Map<String, Object> params,
        String error,
        UserName creator,
        Set<Principal> allowedRolesOrUsers,
        Instant created) {

    public Model {
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
        allowedRolesOrUsers = Set.copyOf(allowedRolesOrUsers);
    }

    /** The model while its file is put together and looked into. */
    public Model begin() {
        return in(ModelStatus.CREATING, null);
    }

    /** The model when that is to be tried again. */
    public Model putBack() {
        return in(ModelStatus.INITIALED, null);
    }

    /** The model once its checkpoint is there. */
    public Model complete() {
        return in(ModelStatus.COMPLETE, null);
    }

    /** The model when its file cannot be used. */
    public Model fail(String reason) {
        return in(ModelStatus.FAIL, reason);
    }

    /** The checkpoint that it stands for once Complete: Active, with this one file. */
    public Checkpoint checkpoint(ModelFile contained, Instant now) {
        return new Checkpoint(
                id.checkpoint(),
                type,
                CheckpointStatus.ACTIVE,
                Checkpoint.Origin.STORE,
                output,
                List.of(contained),
                Map.of(),
                Map.of("message", "model " + name),
                creator,
                allowedRolesOrUsers,
                now);
    }

    private Model in(ModelStatus next, String reason) {
        if (!status.canBecome(next)) {
            throw new InvalidRequestException(
                    "model " + id + " is " + status.word() + " and cannot become " + next.word());
        }
        return new Model(
                id, name, type, next, file, upload, output, params, reason, creator, allowedRolesOrUsers, created);
    }
}
