package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.application.inference.ImageFile;
import dev.atelier.application.util.TemporaryDirectory;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.webui.wire.JsonAbbreviator;
import dev.atelier.localgpu.webui.wire.JsonBase64Decoder;
import dev.atelier.localgpu.webui.wire.NodeException;
import dev.atelier.localgpu.webui.wire.SpoolingJsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A parsed generation response, with its images in files. */
final class GenerationResponse {

    private static final long MAX_BYTES = 2L << 30;

    private final TaskType task;
    private final JsonNode json;
    private final GenerationInfo info;
    private final List<ImageFile> images = new ArrayList<>();

    private GenerationResponse(TaskType task, JsonNode json) throws IOException {
        this.task = task;
        this.json = json;
        this.info = GenerationInfo.of(infoOf(json));
    }

    private static JsonNode infoOf(JsonNode json) {
        return Stream.of("info", "caption")
                .filter(json::has)
                .findFirst()
                .map(json::path)
                .orElse(json.path("html_info"));
    }

    /** @param before the number of images that earlier responses had, after which these are numbered */
    static GenerationResponse read(TaskType task, InputStream body, TemporaryDirectory temporaryDirectory, int before)
            throws IOException, NodeException {
        Path parts = temporaryDirectory.file("answer.parts");
        JsonNode json = SpoolingJsonParser.read(body, parts, MAX_BYTES);
        if (json.isNull() && task == TaskType.REMBG) {
            throw NodeException.rejected("The node removed no background; model has to name a model, such as u2net");
        }
        if (!json.isObject()) {
            throw NodeException.broken("The node's response is not a JSON object");
        }
        GenerationResponse response = new GenerationResponse(task, json);
        if (task.makesText()) {
            requireCaption(json.path("caption").asText(""));
        } else {
            response.writeImages(temporaryDirectory, before);
        }
        Files.deleteIfExists(parts);
        return response;
    }

    /** WebUI answers an error of the interrogator with a caption that ends so. */
    private static void requireCaption(String caption) throws NodeException {
        if (caption.isEmpty() || caption.endsWith("<error>")) {
            throw new NodeException(NodeException.Kind.JOB_ERROR, "The node made no caption of the image");
        }
    }

    private void writeImages(TemporaryDirectory temporaryDirectory, int before) throws NodeException {
        for (JsonNode base64 : withoutGrid()) {
            images.add(image(base64, temporaryDirectory.file("image_" + (before + images.size()))));
        }
    }

    private static ImageFile image(JsonNode base64, Path file) throws NodeException {
        try (OutputStream out = Files.newOutputStream(file)) {
            JsonBase64Decoder.decode(base64, out);
        } catch (JsonBase64Decoder.InvalidBase64Exception e) {
            throw new NodeException(NodeException.Kind.BROKEN, "The node sent an image that is not valid base64", e);
        } catch (IOException e) {
            throw NodeException.local("A temporary file could not be written", e);
        }
        try {
            return ImageFile.of(file)
                    .orElseThrow(() -> NodeException.broken("The node sent an image that is not PNG, JPEG or WEBP"));
        } catch (IOException e) {
            throw NodeException.local("A temporary file could not be read", e);
        }
    }

    /** The requested images, and what extensions return besides: animations, originals, detect maps. */
    private List<JsonNode> withoutGrid() throws NodeException {
        List<JsonNode> all = all();
        int from = Math.min(info.indexOfFirstImage(), all.size());
        if (from == all.size() && task == TaskType.DETECT) {
            throw NodeException.rejected("The node made no image with this preprocessor");
        }
        if (from == all.size()) {
            throw NodeException.broken("The node returned no image");
        }
        return all.subList(from, all.size());
    }

    private List<JsonNode> all() {
        JsonNode found = task.makesSingleImage() ? json.path("image") : json.path("images");
        List<JsonNode> images = new ArrayList<>();
        if (found.isArray()) {
            found.forEach(images::add);
        } else if (SpoolingJsonParser.isLong(found) || !found.asText("").isEmpty()) {
            images.add(found);
        }
        return images;
    }

    GenerationInfo info() {
        return info;
    }

    List<ImageFile> images() {
        return List.copyOf(images);
    }

    /** The node's echo of the request without its images; empty if it returns none. */
    Optional<ObjectNode> parameters() {
        return json.path("parameters") instanceof ObjectNode parameters
                ? Optional.of((ObjectNode) JsonAbbreviator.shortened(parameters))
                : Optional.empty();
    }
}
