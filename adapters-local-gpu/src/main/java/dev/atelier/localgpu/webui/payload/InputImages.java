package dev.atelier.localgpu.webui.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.application.util.TemporaryDirectory;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.webui.wire.JsonBase64Decoder;
import dev.atelier.localgpu.webui.wire.NodeException;
import dev.atelier.localgpu.webui.wire.SpooledString;
import dev.atelier.localgpu.webui.wire.SpoolingJsonParser;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * Checks the input images, since some servers generate without those that they cannot read: such as are not RGB, or whose
 * base64 has line breaks.
 */
final class InputImages {

    /** Further images that stable-diffusion.cpp's server takes. */
    private static final String REFERENCES = "extra_images";

    private final boolean webUi;
    private final Path file;

    private InputImages(boolean webUi, Path file) {
        this.webUi = webUi;
        this.file = file;
    }

    /** @param webUi whether the node reads each kind of image; for others they are converted to RGB */
    static void prepare(ObjectNode payload, TaskType task, boolean webUi, TemporaryDirectory temporaryDirectory)
            throws NodeException {
        InputImages images = new InputImages(webUi, temporaryDirectory.file("input"));
        if (payload.path(REFERENCES) instanceof ArrayNode references && !references.isEmpty()) {
            if (webUi) {
                throw NodeException.modelMissing("The node does not support " + REFERENCES);
            }
            images.makeReadable(REFERENCES, references);
        }
        if (task != TaskType.IMG2IMG) {
            return;
        }
        if (!(payload.path("init_images") instanceof ArrayNode list) || list.isEmpty()) {
            throw NodeException.rejected(
                    "img2img needs init_images: a list of images in base64, each PNG, JPEG or WEBP");
        }
        images.makeReadable("init_images", list);
        JsonNode mask = payload.path("mask");
        if (mask.asText("").isBlank() && !SpoolingJsonParser.isLong(mask)) {
            payload.remove("mask");
        } else {
            images.inspected("mask", mask);
            payload.set("mask", webUi ? mask : images.plain("mask"));
        }
    }

    private void makeReadable(String field, ArrayNode list) throws NodeException {
        for (int i = 0; i < list.size(); i++) {
            list.set(i, readable(field + ": image " + (i + 1), list.get(i)));
        }
    }

    private JsonNode readable(String field, JsonNode base64) throws NodeException {
        ImageHeader header = inspected(field, base64);
        if (webUi) {
            return base64;
        }
        return header.isRgb() ? plain(field) : RgbConverter.convert(field, header, file);
    }

    /** The image in base64 without line breaks and prefix, in a file of its own. */
    private JsonNode plain(String field) throws NodeException {
        Path plain = file.resolveSibling("plain-" + field.replaceAll("\\W", ""));
        try (OutputStream out = Base64.getEncoder().wrap(Files.newOutputStream(plain))) {
            Files.copy(file, out);
        } catch (IOException e) {
            throw NodeException.local("A temporary file could not be written", e);
        }
        return SpooledString.ofFile(plain);
    }

    private ImageHeader inspected(String field, JsonNode base64) throws NodeException {
        decode(field, base64);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            ImageHeader header = ImageHeader.read(in);
            if (header.isWebp() && !webUi) {
                throw NodeException.modelMissing("The node may not be able to read WEBP, as which " + field + " comes");
            }
            return header;
        } catch (ImageHeader.InvalidImageException e) {
            throw NodeException.rejected(field + " " + e.getMessage());
        } catch (IOException e) {
            throw NodeException.local("A temporary file could not be read", e);
        }
    }

    private void decode(String field, JsonNode base64) throws NodeException {
        try (OutputStream out = Files.newOutputStream(file)) {
            JsonBase64Decoder.decode(base64, out);
        } catch (JsonBase64Decoder.InvalidBase64Exception e) {
            throw NodeException.rejected(field + " is not valid base64");
        } catch (IOException e) {
            throw NodeException.local("A temporary file could not be written", e);
        }
    }
}
