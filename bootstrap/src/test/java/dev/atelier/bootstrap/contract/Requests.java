package dev.atelier.bootstrap.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.bootstrap.DocumentedOperation;
import dev.atelier.bootstrap.DocumentedOperation.Parameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Documented requests, and what happens to them when a parameter is not as documented. */
final class Requests {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The parameters (as a pattern) that are accepted and do not decide anything here, whatever they hold. */
    private static final Map<String, String> IGNORED = Map.of(
            "CreateCheckpoint",
            "params\\.creator",
            "CreateEndpoint",
            "creator",
            "DeleteEndpoints",
            "username",
            "CreateInferenceJob",
            "user_id|filters.*",
            "POST /inference-api/inference",
            "denoising_strength", // for the node to judge
            "POST /model",
            "params\\.create_model_params\\.(?!from_hub).*",
            "POST /checkpoint",
            "params\\..*",
            "POST /upload_checkpoint",
            "params\\.message",
            "POST /train-api/train",
            "params\\.config_params\\.(model_dir|pretrained_model_name_or_path|revision"
                    + "|concepts_list\\.\\[]\\.(?!instance_prompt|is_valid|num_class_images_per).*)");

    /** Parameters that the tables require and clients of the reference leave out: they say nothing when they are missing. */
    private static final Map<String, Set<String>> DISPENSABLE = Map.of(
            "CreateInferenceJob", Set.of("models.VAE", "models.embeddings"),
            "CreateCheckpoint", Set.of("params.message"));

    private Requests() {}

    /** The example, to be changed; null where there is none. */
    static ObjectNode example(DocumentedOperation operation) {
        return parse(operation.request());
    }

    static ObjectNode parse(String json) {
        try {
            return json == null ? null : (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The parameters of the body that the example has. */
    static List<Parameter> shown(DocumentedOperation operation) {
        ObjectNode example = example(operation);
        return operation.parameters().stream()
                .filter(parameter -> parameter.in().equals("body"))
                .filter(parameter -> isIn(example, parameter.path()))
                .toList();
    }

    /** Whether every generation's table and example have the parameter, so that none of their clients leaves it out. */
    static boolean isDemanded(DocumentedOperation operation, Parameter parameter) {
        return parameter.required()
                && !isIgnored(operation, parameter)
                && !DISPENSABLE.getOrDefault(operation.name(), Set.of()).contains(parameter.toString())
                && Compatibility.described(operation.name()).stream()
                        .allMatch(described -> shown(described).stream()
                                .anyMatch(other ->
                                        other.required() && other.path().equals(parameter.path())));
    }

    static boolean isIgnored(DocumentedOperation operation, Parameter parameter) {
        return parameter.toString().matches(IGNORED.getOrDefault(operation.name(), ""));
    }

    static void remove(ObjectNode body, Parameter parameter) {
        change(body, parameter.path(), ObjectNode::remove);
    }

    static void retype(ObjectNode body, Parameter parameter) {
        change(body, parameter.path(), (holder, name) -> {
            if (parameter.type().matches("string|\\[.*") && !name.endsWith("_count")) {
                holder.put(name, 17);
            } else {
                holder.put(name, "something else");
            }
        });
    }

    private static boolean isIn(JsonNode value, List<String> path) {
        if (value == null || path.isEmpty()) {
            return value != null;
        }
        JsonNode next = path.get(0).equals("[]") ? value.get(0) : value.get(path.get(0));
        return isIn(next, path.subList(1, path.size()));
    }

    private static void change(JsonNode value, List<String> path, BiConsumer<ObjectNode, String> change) {
        if (path.get(0).equals("[]")) {
            value.forEach(item -> change(item, path.subList(1, path.size()), change));
        } else if (path.size() == 1) {
            change.accept((ObjectNode) value, path.get(0));
        } else {
            change(value.get(path.get(0)), path.subList(1, path.size()), change);
        }
    }
}
