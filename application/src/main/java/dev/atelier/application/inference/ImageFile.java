package dev.atelier.application.inference;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** An image in a temporary file. */
public record ImageFile(InferenceOutcome.Format format, Path file) implements InferenceOutcome.Image {

    /** The image in the file; empty if its first bytes match no format that SD WebUI writes. */
    public static Optional<ImageFile> of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return InferenceOutcome.Format.of(in.readNBytes(InferenceOutcome.Format.HEAD))
                    .map(format -> new ImageFile(format, file));
        }
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(file);
    }

    @Override
    public void storeAt(StorageUri location, ModelStore store) throws IOException {
        store.moveInto(location, file, format.contentType());
    }
}
