package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.checkpoint.CheckpointLookup;
import dev.atelier.application.checkpoint.ModelByHash;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.UsableFile;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the checkpoint that a client names by its file, with or without the extension. */
@UseCase
public class FindGenerationModel {

    private final CheckpointLookup checkpoints;

    public FindGenerationModel(CheckpointLookup checkpoints) {
        this.checkpoints = checkpoints;
    }

    /** A file to generate with. */
    private record Candidate(Checkpoint checkpoint, CheckpointFileName file) {

        boolean isCalled(String name) {
            return file.value().equals(name)
                    || CheckpointFileName.stem(file.value()).equals(name.toLowerCase(Locale.ROOT));
        }

        /** The file, and the configuration that belongs to it. */
        List<String> files() {
            return Stream.concat(
                            Stream.of(file), names(checkpoint).filter(other -> UsableFile.isConfiguredBy(file, other)))
                    .map(CheckpointFileName::value)
                    .toList();
        }
    }

    /**
     * The files that a job names to generate with the Active Stable-diffusion checkpoint of that name. Of several, the one
     * whose file is called exactly so, else the first by name. WebUI's titles, and hashes alone, name it as well.
     *
     * @return empty if there is none, or none that is open to the caller
     * @throws dev.atelier.domain.InvalidRequestException if the name is a hash of several different models
     */
    public Optional<List<String>> find(Caller caller, String name) {
        caller.require(ResourceType.INFERENCE, Action.CREATE);
        String title = ModelByHash.withoutHash(name);
        return named(caller, name)
                .or(() -> title.equals(name) ? Optional.empty() : named(caller, title))
                .or(() -> hashed(caller, name))
                .map(Candidate::files);
    }

    private Optional<Candidate> hashed(Caller caller, String name) {
        return ModelByHash.find(checkpoints, caller, CheckpointType.STABLE_DIFFUSION, name)
                .map(found -> new Candidate(found.checkpoint(), found.file()));
    }

    private Optional<Candidate> named(Caller caller, String name) {
        return checkpoints.activeWithStems(Set.of(CheckpointFileName.stem(name))).stream()
                .filter(checkpoint -> checkpoint.type() == CheckpointType.STABLE_DIFFUSION)
                .filter(checkpoint -> caller.isPermittedBy(checkpoint.allowedRolesOrUsers()))
                .flatMap(checkpoint -> usable(checkpoint).map(file -> new Candidate(checkpoint, file)))
                .filter(candidate -> candidate.isCalled(name))
                .min(Comparator.comparing((Candidate candidate) ->
                                !candidate.file().value().equals(name))
                        .thenComparing(candidate -> candidate.file().value()));
    }

    /** The files of a checkpoint that can be named by themselves. */
    public static Stream<CheckpointFileName> usable(Checkpoint checkpoint) {
        return names(checkpoint)
                .filter(file ->
                        UsableFile.obstacle(checkpoint.type(), file, List.of()).isEmpty());
    }

    private static Stream<CheckpointFileName> names(Checkpoint checkpoint) {
        return checkpoint.files().stream().map(file -> file.name());
    }
}
