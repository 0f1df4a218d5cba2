package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.UserName;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One or more model files under one id, usable by name once Active.
 *
 * @param origin whether the files lie in the store or on GPU nodes
 * @param location the folder of the files in the store; for models of nodes the place they would have there
 * @param files its files, in the order given
 * @param uploads by file name, the upload that brings it or, once Active, brought it
 * @param params what the client said about it, carried along unread
 * @param allowedRolesOrUsers to whom it is open; {@link Principal#EVERYONE} is everyone
 */
public record Checkpoint(
        CheckpointId id,
        CheckpointType type,
        CheckpointStatus status,
        Origin origin,
        StorageUri location,
        List<ModelFile> files,
        Map<String, MultipartUpload> uploads,
        Map<String, Object> params,
        UserName creator,
        Set<Principal> allowedRolesOrUsers,
        Instant created) {

    private static final String ERROR = "error";

    /** Where the bytes are. */
    public enum Origin {
        STORE,
        NODE
    }

    public Checkpoint {
        files = List.copyOf(files);
        uploads = Collections.unmodifiableMap(new LinkedHashMap<>(uploads));
        params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
        allowedRolesOrUsers = Set.copyOf(allowedRolesOrUsers);
    }

    /** A model that GPU nodes have on their own disks: Active, and open to everyone. */
    public static Checkpoint onNodes(
            CheckpointType type, CheckpointFileName file, StorageUri location, UserName creator, Instant now) {
        return new Checkpoint(
                CheckpointId.ofNodeModel(type, file.value()),
                type,
                CheckpointStatus.ACTIVE,
                Origin.NODE,
                location,
                List.of(new ModelFile(file, location.resolve(file.value()))),
                Map.of(),
                Map.of(),
                creator,
                Set.of(Principal.EVERYONE),
                now);
    }

    /** The checkpoint once all its files have arrived. */
    public Checkpoint activate() {
        return transitionTo(CheckpointStatus.ACTIVE);
    }

    /** The checkpoint when it cannot be used any more. */
    public Checkpoint disable() {
        return transitionTo(CheckpointStatus.DISABLED);
    }

    /** The checkpoint when its files could not be had: Disabled, with the reason under {@code error} in its params. */
    public Checkpoint fail(String reason) {
        Map<String, Object> told = new LinkedHashMap<>(params);
        told.put(ERROR, reason);
        return new Checkpoint(
                        id, type, status, origin, location, files, uploads, told, creator, allowedRolesOrUsers, created)
                .disable();
    }

    /** Why it is Disabled, where that was told. */
    public Optional<String> error() {
        return Optional.ofNullable(params.get(ERROR)).map(Object::toString);
    }

    /** The checkpoint with what is known of its files now. */
    public Checkpoint withFiles(List<ModelFile> known) {
        return new Checkpoint(
                id, type, status, origin, location, known, uploads, params, creator, allowedRolesOrUsers, created);
    }

    /** The checkpoint with its only file under another name, of the same format: that is what it was inspected as. */
    public Checkpoint rename(CheckpointFileName name) {
        if (status != CheckpointStatus.ACTIVE) {
            throw new InvalidRequestException(
                    "checkpoint " + id + " is " + status.word() + "; only an Active one can be renamed");
        }
        if (origin == Origin.NODE) {
            throw new InvalidRequestException("checkpoint " + id + " lies on a GPU node; rename the file there");
        }
        if (files.size() != 1) {
            throw new InvalidRequestException(
                    "checkpoint " + id + " has " + files.size() + " files; only a single file can be renamed");
        }
        CheckpointFileName before = files.get(0).name();
        if (!ModelFormat.of(before.value()).equals(ModelFormat.of(name.value()))) {
            throw new InvalidRequestException(
                    "file " + before + " cannot be called " + name
                            + ": its content was inspected as what its name says; allowed are names that end as for the same format");
        }
        return withFiles(List.of(files.get(0).named(name)));
    }

    private Checkpoint transitionTo(CheckpointStatus next) {
        if (!status.canBecome(next)) {
            throw new InvalidRequestException(
                    "checkpoint " + id + " is " + status.word() + " and cannot become " + next.word());
        }
        return new Checkpoint(
                id, type, next, origin, location, files, uploads, params, creator, allowedRolesOrUsers, created);
    }
}
