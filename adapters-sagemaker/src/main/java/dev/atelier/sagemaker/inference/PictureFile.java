package dev.atelier.sagemaker.inference;

import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.application.inference.InferenceOutcome.Picture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** A picture in a file of ours. */
record PictureFile(Format format, Path file) implements Picture {

    /** How many bytes tell a format. */
    private static final int HEAD = 12;

    private static final Pattern WEBP = Pattern.compile("(?s)RIFF....WEBP.*");

    /** The picture in the file; empty when its first bytes are those of no format that SD WebUI writes. */
    static Optional<PictureFile> of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
            return format(head).map(format -> new PictureFile(format, file));
        }
    }

    private static Optional<Format> format(String head) {
        if (head.startsWith("\u0089PNG\r\n\u001a\n")) {
            return Optional.of(Format.PNG);
        }
        if (head.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of(Format.JPEG);
        }
        return WEBP.matcher(head).matches() ? Optional.of(Format.WEBP) : Optional.empty();
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(file);
    }
}
