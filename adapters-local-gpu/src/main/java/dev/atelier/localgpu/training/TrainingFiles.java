package dev.atelier.localgpu.training;

import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** The files of trainings in the store. Thread-safe. */
public final class TrainingFiles {

    private static final long MOST_IMAGE_BYTES = 64L << 20;

    /** The first bytes of each PNG file, and its last ones. */
    private static final String PNG_BEGIN = "\u0089PNG\r\n\u001a\n";

    private static final String PNG_END = "\0\0\0\0IEND\u00aeB`\u0082";

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

    /** Uploads an image; false if it is no whole PNG file, as one that is being written. */
    boolean putImage(Path image, StorageUri location) throws IOException {
        boolean whole = isWhole(image);
        if (whole) {
            put(Files.newInputStream(image, LinkOption.NOFOLLOW_LINKS), location, "image/png");
        }
        return whole;
    }

    /** How many images {@link #putImage} has put into a folder. */
    int countImages(StorageUri folder) throws IOException {
        try (Stream<StorageUri> stored = store.list(folder)) {
            return (int) stored.filter(file -> file.fileName().endsWith(".png")).count();
        }
    }

    private static boolean isWhole(Path image) throws IOException {
        try (SeekableByteChannel content =
                Files.newByteChannel(image, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            long end = content.size() - PNG_END.length();
            return end > PNG_BEGIN.length()
                    && content.size() <= MOST_IMAGE_BYTES
                    && holds(content, 0, PNG_BEGIN)
                    && holds(content, end, PNG_END);
        }
    }

    private static boolean holds(SeekableByteChannel content, long at, String expected) throws IOException {
        byte[] read = Channels.newInputStream(content.position(at)).readNBytes(expected.length());
        return new String(read, StandardCharsets.ISO_8859_1).equals(expected);
    }

    /** Deletes what an earlier attempt has stored there. */
    void delete(StorageUri folder) {
        store.deleteQuietly(folder);
    }

    /** Uploads the content and closes it. */
    void put(InputStream content, StorageUri location, String contentType) throws IOException {
        store.put(location, content, contentType);
    }
}
