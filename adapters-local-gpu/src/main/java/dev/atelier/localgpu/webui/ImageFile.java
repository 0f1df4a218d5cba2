package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.application.inference.InferenceOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A picture in a file of ours. */
record ImageFile(InferenceOutcome.Format format, Path file) implements InferenceOutcome.Image {

    /** Writes what the node sent into the file. Anything but a whole picture in a known format is the node's failure. */
    static ImageFile write(JsonNode base64, Path file) throws NodeException {
        try (OutputStream out = Files.newOutputStream(file)) {
            JsonBase64Decoder.decode(base64, out);
        } catch (JsonBase64Decoder.NotBase64 e) {
            throw new NodeException(NodeException.Kind.BROKEN, "The node sent a picture that is not whole base64", e);
        } catch (IOException e) {
            throw new NodeException(NodeException.Kind.BROKEN, "A temporary file could not be written", e);
        }
        try (InputStream written = Files.newInputStream(file)) {
            InferenceOutcome.Format format = InferenceOutcome.Format.of(
                            written.readNBytes(InferenceOutcome.Format.HEAD))
                    .orElseThrow(() -> NodeException.broken("The node sent something that is no PNG, JPEG or WEBP"));
            return new ImageFile(format, file);
        } catch (IOException e) {
            throw new NodeException(NodeException.Kind.BROKEN, "A temporary file could not be read", e);
        }
    }

    @Override
    public InputStream open() throws IOException {
        return Files.newInputStream(file);
    }
}
