package dev.atelier.application.training;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingSample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Returns one training with its losses, and links to its files. */
@UseCase
public class GetTraining {

    /** How long the links are valid. */
    static final Duration DOWNLOAD_VALIDITY = Duration.ofHours(1);

    private final TrainingJobRepository jobs;
    private final CheckpointRepository checkpoints;
    private final ModelStore store;

    public GetTraining(TrainingJobRepository jobs, CheckpointRepository checkpoints, ModelStore store) {
        this.jobs = jobs;
        this.checkpoints = checkpoints;
        this.store = store;
    }

    /** What of a training changes while it is in progress. */
    public record State(TrainingJob job, LossCurve losses) {}

    /**
     * A job, its losses and links to its files.
     *
     * @param samples its sample images, in the order in which they were made
     * @param models by name, the links to its models, of a failed one to the epochs that it saved
     * @param log link to the trainer's log; empty until there is one
     */
    public record Details(
            TrainingJob job, LossCurve losses, List<Sample> samples, Map<String, URI> models, Optional<URI> log) {}

    /**
     * A sample image.
     *
     * @param prompt the line of its prompt
     */
    public record Sample(TrainingSample image, String prompt) {}

    public State state(Caller caller, TrainingId id) {
        TrainingJob job = find(caller, id);
        return new State(job, jobs.losses(id));
    }

    public Details get(Caller caller, TrainingId id) {
        TrainingJob job = find(caller, id);
        Map<String, URI> models = new LinkedHashMap<>();
        checkpoints
                .find(id.checkpoint())
                .filter(made -> !job.models().isEmpty())
                .map(Checkpoint::files)
                .orElse(List.of())
                .forEach(file -> models.put(file.name().value(), link(file)));
        return new Details(job, jobs.losses(id), samples(job), models, log(job));
    }

    /** The sample images of a job that was returned, in the order in which they were made. */
    public List<Sample> samples(TrainingJob job) {
        List<String> prompts = job.plan().samplePrompts();
        if (prompts.isEmpty()) {
            return List.of();
        }
        try (Stream<StorageUri> files = store.list(StorageLayout.trainingSamples(job.output()))) {
            return files.flatMap(file -> OpenTrainingSample.sampleOf(file).stream())
                    .filter(sample -> sample.prompt() < prompts.size())
                    .sorted()
                    .limit(TrainingSample.MOST)
                    .map(sample -> new Sample(sample, prompts.get(sample.prompt())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("looking for the sample images of training " + job.id(), e);
        }
    }

    /** The link to a sample image of a job that was returned. */
    public URI link(TrainingJob job, Sample sample) {
        return store.presignDownload(OpenTrainingSample.file(job, sample.image()), DOWNLOAD_VALIDITY);
    }

    private TrainingJob find(Caller caller, TrainingId id) {
        caller.require(ResourceType.TRAIN, Action.LIST);
        return OwnershipGuard.TRAINING.find(jobs::find, caller, id);
    }

    private URI link(ModelFile file) {
        return store.presignDownload(file.location(), DOWNLOAD_VALIDITY);
    }

    private Optional<URI> log(TrainingJob job) {
        StorageUri log = StorageLayout.trainingLog(job.output());
        try {
            return store.find(log).map(file -> store.presignDownload(log, DOWNLOAD_VALIDITY));
        } catch (IOException e) {
            throw new UncheckedIOException("looking for the log of training " + job.id(), e);
        }
    }
}
