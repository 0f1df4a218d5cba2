package dev.atelier.application.training;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingSample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Opens the sample images of trainings, and keeps small copies of them beside them, which are deleted with the training. */
@UseCase
public class OpenTrainingSample {

    private static final String ENDING = ".png";

    private final TrainingJobRepository jobs;
    private final ModelStore store;

    public OpenTrainingSample(TrainingJobRepository jobs, ModelStore store) {
        this.jobs = jobs;
        this.store = store;
    }

    /** Where a sample image is, and its small copy, if there is one. */
    public record Image(TrainingJob job, StorageUri file, StorageUri copy) {}

    /** Where a sample image of the job is kept. */
    public static StorageUri file(TrainingJob job, TrainingSample sample) {
        return StorageLayout.trainingSamples(job.output()).resolve(sample + ENDING);
    }

    /** The sample image that a file is; empty if it is none. */
    static Optional<TrainingSample> sampleOf(StorageUri file) {
        String name = file.fileName();
        return name.endsWith(ENDING)
                ? TrainingSample.parse(name.substring(0, name.length() - ENDING.length()))
                : Optional.empty();
    }

    /** @throws NotFoundException if the training has no such image */
    public Image find(Caller caller, TrainingId id, String name) {
        caller.require(ResourceType.TRAIN, Action.LIST);
        TrainingJob job = OwnershipGuard.TRAINING.find(jobs::find, caller, id);
        return TrainingSample.parse(name)
                .map(sample -> new Image(
                        job,
                        file(job, sample),
                        StorageLayout.trainingSamples(job.output()).resolve(sample + ".jpg")))
                .filter(image -> exists(image.file()))
                .orElseThrow(() ->
                        new NotFoundException("training " + id + " has no sample image " + TextSanitizer.quote(name)));
    }

    /** Its content, to be closed by the caller. */
    public InputStream open(Image image) {
        return open(image.file());
    }

    /** The content of its small copy, to be closed by the caller; empty where there is none. */
    public Optional<InputStream> openCopy(Image image) {
        return exists(image.copy()) ? Optional.of(open(image.copy())) : Optional.empty();
    }

    /**
     * Stores its small copy.
     *
     * @throws NotFoundException if the training was deleted meanwhile
     */
    public void storeCopy(Image image, byte[] jpeg) {
        try {
            store.put(image.copy(), new ByteArrayInputStream(jpeg), "image/jpeg");
        } catch (IOException e) {
            throw new UncheckedIOException("storing " + image.copy(), e);
        }
        if (jobs.find(image.job().id()).isEmpty()) {
            store.deleteQuietly(StorageLayout.trainingSamples(image.job().output()));
            throw new NotFoundException("training " + image.job().id() + " was deleted");
        }
    }

    private InputStream open(StorageUri file) {
        try {
            return store.open(file);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    private boolean exists(StorageUri file) {
        try {
            return store.find(file).isPresent();
        } catch (IOException e) {
            throw new UncheckedIOException("looking for " + file, e);
        }
    }
}
