package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ImportSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Accepts a checkpoint whose files are at sites for models, by the ids that these give them, or at URLs with a digest. */
@UseCase
public class ImportFromHub {

    private final RequestCheckpointImport importing;
    private final ModelHub hub;

    public ImportFromHub(RequestCheckpointImport importing, ModelHub hub) {
        this.importing = importing;
        this.hub = hub;
    }

    /**
     * The import of files that are known already, and of those that the sites are asked for.
     *
     * @param sharing who may use it; empty: the roles of its creator
     */
    public record Command(
            CheckpointType type,
            List<ImportSource> sources,
            List<ModelHub.Reference> references,
            Map<String, Object> params,
            Optional<CheckpointSharing> sharing) {}

    /** The new checkpoint, Initial. */
    public Checkpoint create(Caller caller, Command command) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        importing.requireCount(command.sources().size() + command.references().size());
        importing.requireAccepted();
        List<ImportSource> found =
                command.references().isEmpty() ? List.of() : hub.resolve(command.references(), caller.name());
        return importing.create(
                caller,
                command.type(),
                Stream.concat(command.sources().stream(), found.stream()).toList(),
                command.params(),
                command.sharing());
    }
}
