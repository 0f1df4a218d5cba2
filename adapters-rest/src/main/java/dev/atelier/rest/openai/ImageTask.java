package dev.atelier.rest.openai;

import dev.atelier.domain.inference.TaskType;
import java.util.Map;
import java.util.Optional;

/**
 * A request for images as a job makes them.
 *
 * @param operation method and path, by which repeated requests are recognised
 * @param events the first word of the events of its stream
 * @param given the fields of the payload that the request's files stand for
 */
record ImageTask(
        String operation,
        TaskType type,
        String events,
        ImageRequest image,
        Optional<ModelAlias> alias,
        Map<String, Object> given) {

    /** SD WebUI's payload. */
    Map<String, Object> payload() {
        return image.payload(alias, given);
    }

    /** The size in OpenAI's words. */
    static String size(Map<String, Object> payload) {
        return payload.containsKey("width") ? payload.get("width") + "x" + payload.get("height") : ImageRequest.AUTO;
    }
}
