package dev.atelier.rest.inference.v2023;

import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.JsonObjectReader;
import java.util.Set;

/**
 * Default values of a request's payload: those of the document, except for those without effect. A script that is
 * switched off does not run, and a server that lacks it would reject the request; servers treat null as missing.
 */
final class V2023DefaultPayload {

    private static final JsonObjectReader OF_GENERATION =
            JsonObjectReader.of(V2023DefaultPayload.class, "request-defaults.json");

    private V2023DefaultPayload() {}

    /** The request, completed by the defaults of its task. */
    static JsonObjectReader complete(JsonObjectReader request, TaskType task) {
        if (!task.needsCheckpoint()) {
            return request;
        }
        // The field's old name counts only where the new one is missing.
        boolean samplerInOldField = request.has("sampler_index") && !request.has("sampler_name");
        return request.withDefaults(samplerInOldField ? OF_GENERATION.without(Set.of("sampler_name")) : OF_GENERATION);
    }
}
