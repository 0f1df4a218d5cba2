package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.ModelHashes;
import dev.atelier.domain.checkpoint.ModelNotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Returns one checkpoint of those that {@link ListCheckpoints} shows the caller, or that the caller made. */
@UseCase
public class GetCheckpoint {

    private final CheckpointRepository checkpoints;
    private final ModelDescriptionRepository descriptions;
    private final ModelHashRepository hashes;
    private final ModelNotesRepository notes;
    private final ModelStore store;

    public GetCheckpoint(
            CheckpointRepository checkpoints,
            ModelDescriptionRepository descriptions,
            ModelHashRepository hashes,
            ModelNotesRepository notes,
            ModelStore store) {
        this.checkpoints = checkpoints;
        this.descriptions = descriptions;
        this.hashes = hashes;
        this.notes = notes;
        this.store = store;
    }

    /** @throws NotFoundException if there is none, or it is not open to the caller */
    public Checkpoint get(Caller caller, CheckpointId id) {
        caller.require(ResourceType.CHECKPOINT, Action.LIST);
        return checkpoints
                .find(id)
                .filter(found ->
                        found.creator().equals(caller.name()) || caller.isPermittedBy(found.allowedRolesOrUsers()))
                .orElseThrow(() -> new NotFoundException("checkpoint not found with id " + id));
    }

    /**
     * What is known of a checkpoint beside itself.
     *
     * @param descriptions what its files are, by position, as far as that was read
     * @param hashes of its files, by position, as far as they were read
     */
    public record Details(
            Map<Integer, ModelDescription> descriptions, Map<Integer, ModelHashes> hashes, ModelNotes notes) {

        public static final Details NONE = new Details(Map.of(), Map.of(), ModelNotes.NONE);
    }

    /** What is known of these checkpoints, each of which the caller may see. */
    public Map<CheckpointId, Details> details(Collection<Checkpoint> found) {
        List<CheckpointId> ids = found.stream().map(Checkpoint::id).toList();
        Map<CheckpointId, Map<Integer, ModelDescription>> described = descriptions.find(ids);
        Map<CheckpointId, Map<Integer, ModelHashes>> hashed = hashes.find(ids);
        Map<CheckpointId, ModelNotes> written = notes.find(ids);
        return ids.stream()
                .distinct()
                .collect(Collectors.toMap(
                        Function.identity(),
                        id -> new Details(
                                described.getOrDefault(id, Map.of()),
                                hashed.getOrDefault(id, Map.of()),
                                written.getOrDefault(id, ModelNotes.NONE))));
    }

    /**
     * How many bytes its files have altogether. Empty where that is not known without a call to another machine: for models on GPU
     * nodes, for stores that are no folder, and until all its files have arrived.
     */
    public OptionalLong size(Checkpoint checkpoint) {
        long size = 0;
        for (ModelFile file : checkpoint.files()) {
            Optional<Path> local = checkpoint.origin() == Checkpoint.Origin.STORE
                    ? store.localFile(file.location())
                    : Optional.empty();
            if (local.isEmpty()) {
                return OptionalLong.empty();
            }
            try {
                size += Files.size(local.get());
            } catch (IOException e) {
                return OptionalLong.empty(); // deleted meanwhile
            }
        }
        return OptionalLong.of(size);
    }
}
