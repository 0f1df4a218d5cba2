package dev.atelier.localgpu.training;

import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.training.TrainingOutcome;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.training.TrainingJob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uploads the configuration, log and models of a training from its work directory to the store. */
final class TrainingResultUploader {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingResultUploader.class);

    private final TrainingPorts ports;
    private final TrainingJob job;
    private final TrainingWorkDir workDir;
    private final LocalPaths paths;

    TrainingResultUploader(TrainingPorts ports, TrainingJob job, TrainingWorkDir workDir, LocalPaths paths) {
        this.ports = ports;
        this.job = job;
        this.workDir = workDir;
        this.paths = paths;
    }

    void storeConfig() throws IOException {
        put(workDir.config(), job.input().resolve("config.toml"), "application/toml");
    }

    /** Uploads the log so far, without paths of this machine. Best effort: failures are logged. */
    void storeLog() {
        if (!workDir.isOwnFile(workDir.log())) {
            return;
        }
        try {
            InputStream log = new PathFreeLog(workDir.log(), paths);
            ports.store().put(StorageLayout.trainingLog(job.output()), log, "text/plain");
        } catch (IOException | InsufficientStorageException e) {
            LOG.warn("The log of training {} could not be stored; the training continues", job.id(), e);
        }
    }

    boolean hasFinalModel() {
        return workDir.isOwnFile(workDir.finalModel(job.plan()));
    }

    /** Validates and uploads the final model and those of single epochs. */
    TrainingOutcome storeModels() throws IOException {
        List<CheckpointFileName> stored = new ArrayList<>();
        try {
            for (Path model : workDir.models(job.plan())) {
                CheckpointFileName name =
                        new CheckpointFileName(model.getFileName().toString());
                try (SeekableByteChannel content =
                        Files.newByteChannel(model, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                    ports.inspector().inspect(name, content);
                }
                put(model, job.output().resolve(name.value()), "application/octet-stream");
                stored.add(name);
            }
            return new TrainingOutcome.Succeeded(stored);
        } catch (ModelFileRejectedException e) {
            return new TrainingOutcome.Failed("the trainer wrote an invalid model: " + e.getMessage());
        } catch (InsufficientStorageException e) {
            LOG.warn("The models of training {} could not be stored", job.id(), e);
            return new TrainingOutcome.Failed(TrainingFailureMessages.of(e));
        }
    }

    private void put(Path file, StorageUri location, String contentType) throws IOException {
        ports.store().put(location, Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), contentType);
    }
}
