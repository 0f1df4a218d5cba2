package dev.atelier.sagemaker.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.inference.InferenceOutcome.Image;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.inference.TaskType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes a job's outcome of what its endpoint answered. */
final class EndpointResponseMapper {

    private static final int MAX_WORD_LENGTH = 4 << 10;

    private EndpointResponseMapper() {}

    /**
     * The outcome. Its pictures lie in the workplace.
     *
     * @throws IOException when temporary files break; whatever is wrong with the answer itself is an outcome
     */
    static InferenceOutcome read(TaskType task, Path file, CallDirectory callDirectory) throws IOException {
        try {
            EndpointResponse endpointResponse = EndpointResponse.read(file, callDirectory);
            return endpointResponse.json().has("error")
                    ? new InferenceOutcome.Failed("the endpoint reports: " + reason(endpointResponse.json()))
                    : succeeded(task, endpointResponse);
        } catch (InvalidEndpointResponseException e) {
            return new InferenceOutcome.Failed(e.getMessage());
        } catch (JsonProcessingException e) {
            return new InferenceOutcome.Failed("the endpoint's answer is not JSON that can be read");
        }
    }

    /** What an answer says went wrong, in its own words. */
    static String reason(JsonNode answer) {
        JsonNode error = answer.path("error");
        String words = error.isTextual() ? error.asText() : error.toString();
        JsonNode detail = answer.path("detail");
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
            throw new InvalidEndpointResponseException("the endpoint's answer is not a JSON object");
        }
        JsonNode info = json.has("info") ? json.path("info") : json.path("html_info");
        List<Image> images = images(wanted(endpointResponse.images(), told(info)));
        return new InferenceOutcome.Succeeded(images, written(json.path("parameters")), written(info));
    }

    /** Without the grid before the pictures asked for, and without the masks and detect maps behind them. */
    private static List<Path> wanted(List<Path> all, JsonNode told) throws InvalidEndpointResponseException {
        int from = Math.min(Math.max(0, told.path("index_of_first_image").asInt(0)), all.size());
        int asked = told.path("all_seeds").size();
        int expected = asked == 0 ? all.size() - from : asked;
        if (from == all.size()) {
            throw new InvalidEndpointResponseException("the endpoint answered without a picture");
        }
        if (all.size() - from < expected) {
            throw new InvalidEndpointResponseException(
                    "the endpoint made " + (all.size() - from) + " of " + expected + " pictures");
        }
        return all.subList(from, from + expected);
    }

    private static List<Image> images(List<Path> files) throws IOException, InvalidEndpointResponseException {
        List<Image> images = new ArrayList<>();
        for (Path file : files) {
            images.add(ImageFile.of(file)
                    .orElseThrow(() -> new InvalidEndpointResponseException(
                            "the endpoint sent something that is no PNG, JPEG or WEBP")));
        }
        return images;
    }

    /** WebUI writes JSON into a string there; some servers do without the string. */
    private static JsonNode told(JsonNode info) {
        if (!info.isTextual()) {
            return info;
        }
        try {
            return EndpointResponse.MAPPER.readTree(info.asText());
        } catch (JsonProcessingException e) {
            return NullNode.instance; // words, as extras have them
        }
    }

    private static String written(JsonNode value) {
        return value.isMissingNode() ? "null" : brief(value).toString();
    }

    /** Without the pictures that were given, and without numbers that JSON has no word for. */
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

    /** Prompts can be long too, and have spaces. */
    private static boolean isImage(JsonNode node) {
        return node.isTextual()
                && node.asText().length() > MAX_WORD_LENGTH
                && node.asText().indexOf(' ') < 0;
    }
}
