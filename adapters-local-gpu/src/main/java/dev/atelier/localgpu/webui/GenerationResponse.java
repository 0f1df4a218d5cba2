package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.domain.inference.TaskType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        this.info = GenerationInfo.of(json.has("info") ? json.path("info") : json.path("html_info"));
    }

    static GenerationResponse read(TaskType task, InputStream body, TemporaryDirectory temporaryDirectory)
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
        response.writeImages(temporaryDirectory);
        Files.deleteIfExists(parts);
        return response;
    }

    private void writeImages(TemporaryDirectory temporaryDirectory) throws NodeException {
        for (JsonNode base64 : requested()) {
            images.add(ImageFile.write(base64, temporaryDirectory.file("image_" + images.size())));
        }
    }

    /** The requested images, without the grid before and the masks and detect maps after them. */
    private List<JsonNode> requested() throws NodeException {
        List<JsonNode> all = all();
        int from = Math.min(info.indexOfFirstImage(), all.size());
        int expected = info.expected().orElse(all.size() - from);
        if (all.isEmpty() || from == all.size()) {
            throw NodeException.broken("The node returned no image");
        }
        if (all.size() - from < expected) {
            throw NodeException.broken("The node returned " + (all.size() - from) + " of " + expected
                    + " images; the job was interrupted on the node");
        }
        return all.subList(from, from + expected);
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

    /** @param requested the parameters to record if the node does not return them */
    InferenceOutcome.Succeeded outcome(String requested) {
        JsonNode parameters = json.path("parameters");
        return new InferenceOutcome.Succeeded(
                List.copyOf(images), parameters.isObject() ? JsonAbbreviator.of(parameters) : requested, info.json());
    }
}
