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
import java.util.stream.Collectors;

/**
 * One or more model files under one id, usable by name once Active.
 *
 * @param origin whether the files are in the store or on GPU nodes
 * @param location the folder of the files in the store; for models of nodes the folder that they would have there
 * @param files its files, in the order given
 * @param uploads by file name, the multipart upload of each file
 * @param params pass-through metadata of the client
 * @param allowedRolesOrUsers the access list; {@link Principal#EVERYONE} is everyone
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

    /** A model on the disks of GPU nodes: Active, and open to everyone. */
    public static Checkpoint onNodes(
            CheckpointType type, CheckpointFileName file, StorageUri location, UserName creator, Instant now) {
        return new Checkpoint(
                CheckpointId.ofNodeModel(type, file),
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

    /** The checkpoint, open to these. */
    public Checkpoint openTo(Set<Principal> rolesOrUsers) {
        return new Checkpoint(
                id, type, status, origin, location, files, uploads, params, creator, rolesOrUsers, created);
    }

    /** Its type and the names of its files, for people. */
    public String summary() {
        return type.word() + " "
                + files.stream().map(file -> file.name().value()).collect(Collectors.joining(", "));
    }

    /** The checkpoint once all its files have arrived. */
    public Checkpoint activate() {
        return transitionTo(CheckpointStatus.ACTIVE);
    }

    /** The checkpoint, taken out of use. */
    public Checkpoint disable() {
        return transitionTo(CheckpointStatus.DISABLED);
    }

    /**
     * The checkpoint, which was taken out of use, in use again.
     *
     * @throws InvalidRequestException if it is not Disabled, or because its files could not be used
     */
    public Checkpoint enable() {
        if (status != CheckpointStatus.DISABLED) {
            throw new InvalidRequestException(
                    "checkpoint " + id + " is " + status.word() + "; only a Disabled one can be enabled");
        }
        error().ifPresent(reason -> {
            throw new InvalidRequestException(
                    "checkpoint " + id + " cannot be enabled, since it has no files: " + reason);
        });
        return activate();
    }

    /**
     * The checkpoint when its files could not be fetched: Disabled, with the reason under {@code error} in its params.
     */
    public Checkpoint fail(String reason) {
        Map<String, Object> withError = new LinkedHashMap<>(params);
        withError.put(ERROR, reason);
        return new Checkpoint(
                        id,
                        type,
                        status,
                        origin,
                        location,
                        files,
                        uploads,
                        withError,
                        creator,
                        allowedRolesOrUsers,
                        created)
                .disable();
    }

    /** The reason for Disabled, where one was recorded. */
    public Optional<String> error() {
        return Optional.ofNullable(params.get(ERROR)).map(Object::toString);
    }

    /** The checkpoint with updated files. */
    public Checkpoint withFiles(List<ModelFile> known) {
        return new Checkpoint(
                id, type, status, origin, location, known, uploads, params, creator, allowedRolesOrUsers, created);
    }

    /** The checkpoint with its only file renamed. The format stays the same, because the file was inspected as that. */
    public Checkpoint rename(CheckpointFileName name) {
        if (status != CheckpointStatus.ACTIVE) {
            throw new InvalidRequestException(
                    "checkpoint " + id + " is " + status.word() + "; only an Active one can be renamed");
        }
        if (origin == Origin.NODE) {
            throw new InvalidRequestException("checkpoint " + id + " is stored on a GPU node; rename the file there");
        }
        if (files.size() != 1) {
            throw new InvalidRequestException(
                    "checkpoint " + id + " has " + files.size() + " files; only a single file can be renamed");
        }
        CheckpointFileName before = files.get(0).name();
        if (!ModelFormat.of(before.value()).equals(ModelFormat.of(name.value()))) {
            throw new InvalidRequestException(
                    "file " + before + " cannot be called " + name
                            + ": its content was inspected as the format of its present name; allowed are names of the same format");
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
