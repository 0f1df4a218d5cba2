package dev.atelier.rest.inference.v2023;

import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.JsonObjectReader;
import java.util.Set;

/**
 * What a request takes where it says nothing: the defaults of the document, but for those that ask for nothing. A script that
 * is switched off does not run, and a server that lacks it would refuse the whole request; a null is what a server takes for
 * missing.
 */
final class V2023DefaultPayload {

    private static final JsonObjectReader OF_PAINTING =
            JsonObjectReader.of(V2023DefaultPayload.class, "request-defaults.json");

    private V2023DefaultPayload() {}

    /** The request with the defaults of its task. */
    static JsonObjectReader complete(JsonObjectReader request, TaskType task) {
        if (!task.needsCheckpoint()) {
            return request;
        }
        // The old name of the field is looked at only where the new one is not given.
        boolean samplerInOldField = request.has("sampler_index") && !request.has("sampler_name");
        return request.withDefaults(samplerInOldField ? OF_PAINTING.without(Set.of("sampler_name")) : OF_PAINTING);
    }
}
