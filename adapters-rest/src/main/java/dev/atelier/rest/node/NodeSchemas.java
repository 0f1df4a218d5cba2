package dev.atelier.rest.node;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Size;
import java.util.List;

/** The bodies of requests, and for the OpenAPI description only, those of responses. */
final class NodeSchemas {

    private NodeSchemas() {}

    /**
     * A new node.
     *
     * @param url the base URL of its SD WebUI server, with user and password where it asks for them; it is never returned
     * @param instanceTypes patterns of the instance types whose endpoints it serves; those of the settings, if it is missing
     * @param modelsDir a models folder of the settings, where models are installed for it, or an empty text for none; that of
     *     all nodes, if it is missing
     */
    record NewNode(
            @Size(min = 1) String url,

            @Nullable @JsonProperty("instance_types") List<@Size(min = 1) String> instanceTypes,

            @Nullable @JsonProperty("models_dir") String modelsDir) {}

    /**
     * What a node is from now on.
     *
     * @param url as for a new node; stays as it is, if it is missing
     * @param instanceTypes as for a new node
     * @param modelsDir as for a new node
     */
    record ChangedNode(
            @Nullable @Size(min = 1) String url,

            @Nullable @JsonProperty("instance_types") List<@Size(min = 1) String> instanceTypes,

            @Nullable @JsonProperty("models_dir") String modelsDir) {}

    record NodesAnswer(int statusCode, NodeListResponse data, String message) {}

    record NodeAnswer(int statusCode, NodeView data, String message) {}
}
