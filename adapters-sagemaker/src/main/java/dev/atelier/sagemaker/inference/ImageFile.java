package dev.atelier.sagemaker.inference;

import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.application.inference.InferenceOutcome.Image;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** An image in a temporary file. */
record ImageFile(Format format, Path file) implements Image {

    /** The image in the file; empty if its first bytes match no format that SD WebUI writes. */
    static Optional<ImageFile> of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Format.of(in.readNBytes(Format.HEAD)).map(format -> new ImageFile(format, file));
        }
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(file);
    }
}
