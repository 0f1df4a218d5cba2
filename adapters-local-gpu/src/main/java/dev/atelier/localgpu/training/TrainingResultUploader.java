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

/** Stores what a training makes, from its folder to its places in the store. */
final class TrainingResultUploader {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingResultUploader.class);

    private final TrainingPorts ports;
    private final TrainingJob job;
    private final TrainingWorkDir folder;
    private final LocalPaths paths;

    TrainingResultUploader(TrainingPorts ports, TrainingJob job, TrainingWorkDir folder, LocalPaths paths) {
        this.ports = ports;
        this.job = job;
        this.folder = folder;
        this.paths = paths;
    }

    void storeConfig() throws IOException {
        put(folder.config(), job.input().resolve("config.toml"), "application/toml");
    }

    /** Stores what the trainer has said so far, without paths of this machine. A log that cannot be stored is no reason to end a training. */
    void storeLog() {
        if (!folder.isOwnFile(folder.log())) {
            return;
        }
        try {
            InputStream log = new PathFreeLog(folder.log(), paths);
            ports.store().put(StorageLayout.trainingLog(job.output()), log, "text/plain");
        } catch (IOException | InsufficientStorageException e) {
            LOG.warn("The log of training {} could not be stored; it goes on", job.id(), e);
        }
    }

    boolean hasFinalModel() {
        return folder.isOwnFile(folder.finalModel(job.plan()));
    }

    /** Checks and stores the final model and those of single epochs. */
    TrainingOutcome storeModels() throws IOException {
        List<CheckpointFileName> stored = new ArrayList<>();
        try {
            for (Path model : folder.models(job.plan())) {
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
            return new TrainingOutcome.Failed("what the trainer made is no whole model: " + e.getMessage());
        } catch (InsufficientStorageException e) {
            LOG.warn("The models of training {} could not be stored", job.id(), e);
            return new TrainingOutcome.Failed(TrainingFailureMessages.of(e));
        }
    }

    private void put(Path file, StorageUri location, String contentType) throws IOException {
        ports.store().put(location, Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), contentType);
    }
}
