package dev.atelier.sagemaker.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.application.inference.ImageFile;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.inference.InferenceOutcome.Image;
import dev.atelier.application.inference.RequestedImages;
import dev.atelier.application.util.TemporaryDirectory;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.inference.TaskType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Maps the response of an endpoint to the outcome of its job. */
final class EndpointResponseMapper {

    private static final int MAX_STRING_LENGTH = 4 << 10;
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private EndpointResponseMapper() {}

    /**
     * The images of the outcome are files in the given directory.
     *
     * @throws IOException on errors of temporary files; an invalid response is a failed outcome
     */
    static InferenceOutcome read(TaskType task, Path file, TemporaryDirectory temporaryDirectory) throws IOException {
        try {
            EndpointResponse endpointResponse = EndpointResponse.read(file, temporaryDirectory);
            return endpointResponse.json().has("error")
                    ? new InferenceOutcome.Failed("the endpoint reports: " + reason(endpointResponse.json()))
                    : succeeded(task, endpointResponse);
        } catch (InvalidEndpointResponseException e) {
            return new InferenceOutcome.Failed(e.getMessage());
        } catch (JsonProcessingException e) {
            return new InferenceOutcome.Failed("the endpoint's response is not valid JSON");
        }
    }

    /** The error message of a response. */
    static String reason(JsonNode response) {
        JsonNode error = response.path("error");
        String words = error.isTextual() ? error.asText() : error.toString();
        JsonNode detail = response.path("detail");
        String more = detail.isTextual()
                        && !detail.asText().isBlank()
                        && !detail.asText().equals(words)
                ? words + ": " + detail.asText()
                : words;
        return TextSanitizer.shortened(more, FailureMessages.MAX_LENGTH);
    }

    private static InferenceOutcome succeeded(TaskType task, EndpointResponse endpointResponse)
            throws IOException, InvalidEndpointResponseException {
        JsonNode json = endpointResponse.json();
        if (json.isNull() && task == TaskType.REMBG) {
            throw new InvalidEndpointResponseException(
                    "the endpoint removed no background; model has to name a model, such as u2net");
        }
        if (!json.isObject()) {
            throw new InvalidEndpointResponseException("the endpoint's response is not a JSON object");
        }
        JsonNode info = json.has("info") ? json.path("info") : json.path("html_info");
        JsonNode parameters = json.path("parameters");
        List<Image> images = images(withoutGrid(endpointResponse.images(), parsed(info), requested(task, parameters)));
        return new InferenceOutcome.Succeeded(images, written(parameters), written(info));
    }

    /** All images but a grid before them: extensions return animations, originals and detect maps besides. */
    private static List<Path> withoutGrid(List<Path> all, JsonNode info, long requested)
            throws InvalidEndpointResponseException {
        int from = Math.min(Math.max(0, info.path("index_of_first_image").asInt(0)), all.size());
        if (from == all.size()) {
            throw new InvalidEndpointResponseException("the endpoint's response has no image");
        }
        if (all.size() - from < requested) {
            throw new InvalidEndpointResponseException(
                    "the endpoint generated " + (all.size() - from) + " of " + requested + " images");
        }
        return all.subList(from, all.size());
    }

    /** As far as the response echoes it: input images, which can reduce the number, are not among the parameters. */
    private static long requested(TaskType task, JsonNode parameters) {
        return task == TaskType.TXT2IMG && parameters.isObject()
                ? RequestedImages.of(task, EndpointResponse.MAPPER.convertValue(parameters, MAP))
                        .count()
                : 1;
    }

    private static List<Image> images(List<Path> files) throws IOException, InvalidEndpointResponseException {
        List<Image> images = new ArrayList<>();
        for (Path file : files) {
            images.add(ImageFile.of(file)
                    .orElseThrow(() -> new InvalidEndpointResponseException(
                            "the endpoint sent an image that is not PNG, JPEG or WEBP")));
        }
        return images;
    }

    /** WebUI sends the info as a JSON string; some servers send an object. */
    private static JsonNode parsed(JsonNode info) {
        if (!info.isTextual()) {
            return info;
        }
        try {
            return EndpointResponse.MAPPER.readTree(info.asText());
        } catch (JsonProcessingException e) {
            return NullNode.instance; // plain text, as in responses of extras
        }
    }

    private static String written(JsonNode value) {
        return value.isMissingNode() ? "null" : brief(value).toString();
    }

    /** Without input images and non-finite numbers, which JSON cannot represent. */
    private static JsonNode brief(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> entry.setValue(brief(entry.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, brief(array.get(i)));
            }
        } else if (isNonFinite(node) || isImage(node)) {
            return NullNode.instance;
        }
        return node;
    }

    private static boolean isNonFinite(JsonNode node) {
        return node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue());
    }

    /** Long prompts are distinguished from images by their spaces. */
    private static boolean isImage(JsonNode node) {
        return node.isTextual()
                && node.asText().length() > MAX_STRING_LENGTH
                && node.asText().indexOf(' ') < 0;
    }
}
