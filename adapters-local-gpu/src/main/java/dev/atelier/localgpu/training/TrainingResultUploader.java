package dev.atelier.localgpu.training;

import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.OpenTrainingSample;
import dev.atelier.application.training.TrainingOutcome;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.training.StoppedTraining;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingSample;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uploads the configuration, log, sample images and models of a training from its work directory to the store. */
final class TrainingResultUploader {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingResultUploader.class);

    private final TrainingFiles files;
    private final TrainingJob job;
    private final TrainingWorkDir workDir;
    private final LocalPaths paths;
    /** How many sample images are in the store; null: not counted yet. */
    private Integer samples;

    TrainingResultUploader(TrainingFiles files, TrainingJob job, TrainingWorkDir workDir, LocalPaths paths) {
        this.files = files;
        this.job = job;
        this.workDir = workDir;
        this.paths = paths;
    }

    void storeConfig() throws IOException {
        InputStream config = Files.newInputStream(workDir.config(), LinkOption.NOFOLLOW_LINKS);
        files.put(config, job.input().resolve("config.toml"), "application/toml");
    }

    /** Uploads the log so far, without paths of this machine. Best effort: failures are logged. */
    void storeLog() {
        if (!workDir.isOwnFile(workDir.log())) {
            return;
        }
        try {
            InputStream log = new PathFreeLog(workDir.log(), paths);
            files.put(log, StorageLayout.trainingLog(job.output()), "text/plain");
        } catch (IOException | InsufficientStorageException e) {
            LOG.warn("The log of training {} could not be stored; the training continues", job.id(), e);
        }
    }

    /** Before an attempt. */
    void deleteSamples() {
        if (makesSamples()) {
            files.delete(StorageLayout.trainingSamples(job.output()));
        }
    }

    /** Moves the sample images that are complete to the store, as many as are kept. Best effort: failures are logged. */
    void storeSamples() {
        if (!makesSamples()) {
            return;
        }
        try {
            if (samples == null) {
                samples = files.countImages(StorageLayout.trainingSamples(job.output()));
            }
            workDir.samples(job.plan().outputName()).forEach(this::storeSample);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The sample images of training {} could not be listed; the training continues", job.id(), e);
        }
    }

    private void storeSample(Path image, TrainingSample sample) {
        try {
            if (samples >= TrainingSample.MOST) {
                Files.delete(image);
            } else if (files.putImage(image, OpenTrainingSample.file(job, sample))) {
                Files.delete(image);
                samples++;
            }
        } catch (IOException | UncheckedIOException | InsufficientStorageException e) {
            LOG.warn("A sample image of training {} could not be stored; the training continues", job.id(), e);
        }
    }

    private boolean makesSamples() {
        return !job.plan().samplePrompts().isEmpty();
    }

    boolean hasFinalModel() {
        return workDir.isOwnFile(workDir.finalModel(job.plan().outputName()));
    }

    /** Validates and uploads the final model and those of single epochs. */
    TrainingOutcome storeModels() throws IOException {
        List<CheckpointFileName> stored = new ArrayList<>();
        try {
            for (Path model : workDir.models(job.plan().outputName())) {
                stored.add(files.putModel(model, job.output()));
            }
            return new TrainingOutcome.Succeeded(stored);
        } catch (ModelFileRejectedException e) {
            return new TrainingOutcome.Failed(
                    "the trainer wrote an invalid model: " + e.getMessage(), storeValidModels(job.output()));
        } catch (InsufficientStorageException e) {
            LOG.warn("The models of training {} could not be stored", job.id(), e);
            return new TrainingOutcome.Failed(TrainingFailureMessages.of(e), stored);
        }
    }

    /** Uploads the models that the trainer saved before it failed; one that it was writing then is left out. */
    List<CheckpointFileName> storeValidModels(StorageUri folder) throws IOException {
        return storeValidModels(files, workDir, StoppedTraining.of(job), folder);
    }

    /** Uploads what a training had saved when a client stopped it, and makes a checkpoint of it. */
    static void keepSaved(
            StoppedTraining training, TrainingFiles files, TrainingWorkDir workDir, CompleteTraining complete)
            throws IOException {
        StorageUri folder = StorageLayout.trainingSaved(training.output());
        complete.keep(training, folder, storeValidModels(files, workDir, training, folder));
    }

    private static List<CheckpointFileName> storeValidModels(
            TrainingFiles files, TrainingWorkDir workDir, StoppedTraining training, StorageUri folder)
            throws IOException {
        List<CheckpointFileName> stored = new ArrayList<>();
        for (Path model : workDir.models(training.outputName())) {
            try {
                stored.add(files.putModel(model, folder));
            } catch (ModelFileRejectedException e) {
                LOG.info("{} of training {} is not kept: {}", model.getFileName(), training.id(), e.getMessage());
            } catch (InsufficientStorageException e) {
                LOG.warn("{} of training {} could not be stored", model.getFileName(), training.id(), e);
            }
        }
        return stored;
    }
}
