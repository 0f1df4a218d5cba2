package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.application.inference.InferenceOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** An image in a temporary file. */
record ImageFile(InferenceOutcome.Format format, Path file) implements InferenceOutcome.Image {

    /**
     * Decodes an image into the file.
     *
     * @throws NodeException of kind BROKEN unless it is a complete image in a known format
     */
    static ImageFile write(JsonNode base64, Path file) throws NodeException {
        try (OutputStream out = Files.newOutputStream(file)) {
            JsonBase64Decoder.decode(base64, out);
        } catch (JsonBase64Decoder.InvalidBase64Exception e) {
            throw new NodeException(NodeException.Kind.BROKEN, "The node sent an image that is not valid base64", e);
        } catch (IOException e) {
            throw new NodeException(NodeException.Kind.BROKEN, "A temporary file could not be written", e);
        }
        try (InputStream written = Files.newInputStream(file)) {
            InferenceOutcome.Format format = InferenceOutcome.Format.of(
                            written.readNBytes(InferenceOutcome.Format.HEAD))
                    .orElseThrow(() -> NodeException.broken("The node sent an image that is not PNG, JPEG or WEBP"));
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
