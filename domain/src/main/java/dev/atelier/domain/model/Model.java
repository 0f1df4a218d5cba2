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
 * A named upload to train with later. Once Complete it is a checkpoint, and its file has that file's own name; before
 * that it has no checkpoint.
 *
 * @param type the purpose of its file
 * @param file the uploaded file
 * @param upload the multipart upload of that file, to a location below {@code output}
 * @param output the folder of its file in the store
 * @param params pass-through metadata of the client
 * @param error why it is Fail; null otherwise
 * @param allowedRolesOrUsers the access list of the model and of its checkpoint
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

    /** The model while its file is assembled and inspected. */
    public Model begin() {
        return in(ModelStatus.CREATING, null);
    }

    /** The model, to be completed again. */
    public Model putBack() {
        return in(ModelStatus.INITIALED, null);
    }

    /** The model, with its checkpoint created. */
    public Model complete() {
        return in(ModelStatus.COMPLETE, null);
    }

    /** The model, whose file cannot be used. */
    public Model fail(String reason) {
        return in(ModelStatus.FAIL, reason);
    }

    /** Its checkpoint once Complete: Active, with this one file. */
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
