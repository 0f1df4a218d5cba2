package dev.atelier.localgpu.training;

import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The files of trainings in the store. Thread-safe. */
public final class TrainingFiles {

    private final ModelStore store;
    private final ModelFileInspector inspector;

    public TrainingFiles(ModelStore store, ModelFileInspector inspector) {
        this.store = store;
        this.inspector = inspector;
    }

    /** Copies the inputs of trainings into their work directories. */
    TrainingInputStager stager() {
        return new TrainingInputStager(store);
    }

    /**
     * Inspects a model file and uploads it.
     *
     * @throws ModelFileRejectedException if it is malformed or unsafe
     */
    CheckpointFileName putModel(Path model, StorageUri folder) throws IOException, ModelFileRejectedException {
        CheckpointFileName name = new CheckpointFileName(model.getFileName().toString());
        try (SeekableByteChannel content =
                Files.newByteChannel(model, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            inspector.inspect(name, content);
        }
        put(
                Files.newInputStream(model, LinkOption.NOFOLLOW_LINKS),
                folder.resolve(name.value()),
                "application/octet-stream");
        return name;
    }

    /** Uploads the content and closes it. */
    void put(InputStream content, StorageUri location, String contentType) throws IOException {
        store.put(location, content, contentType);
    }
}
