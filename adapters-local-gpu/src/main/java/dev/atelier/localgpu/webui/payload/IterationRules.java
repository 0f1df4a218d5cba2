package dev.atelier.localgpu.webui.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.application.inference.RequestedImages;
import dev.atelier.domain.inference.TaskType;
import java.util.List;

/**
 * Which payloads can be divided into iterations, so that parts give the images that a single request gives: WebUI counts the
 * seeds and variation seeds up from those of the first image, over all images of all iterations.
 */
final class IterationRules {

    /** WebUI fills the masked area with noise of the seeds of the first iteration in all of them. */
    private static final int FILL_WITH_NOISE = 2;

    /** Scripts of the node change images or seeds, styles are texts of the node, and a second checkpoint is loaded meanwhile. */
    private static final List<String> INDIVISIBLE =
            List.of("alwayson_scripts", "styles", "refiner_checkpoint", "hr_checkpoint_name");

    private static final List<String> PROMPTS = List.of("prompt", "negative_prompt", "hr_prompt", "hr_negative_prompt");

    private IterationRules() {}

    /** How many parts the prepared payload of a WebUI node has at most; 1 if it cannot be divided. */
    static int count(TaskType task, ObjectNode payload, RequestedImages requested) {
        boolean divisible = task.needsCheckpoint()
                && payload.path("n_iter").isIntegralNumber()
                && hasWholeBatches(payload, requested)
                && countsUp(payload, "seed")
                && countsUp(payload, "subseed")
                && isAbsentOrZero(payload.path("subseed_strength"))
                && payload.path("inpainting_fill").asInt(0) != FILL_WITH_NOISE
                && INDIVISIBLE.stream().allMatch(field -> isNothing(payload.path(field)))
                && PROMPTS.stream().noneMatch(field -> mayVary(payload.path(field)));
        return divisible ? requested.batches() : 1;
    }

    /** Where input images make batches smaller, the list of seeds is longer than that of images. */
    private static boolean hasWholeBatches(ObjectNode payload, RequestedImages requested) {
        JsonNode size = payload.path("batch_size");
        return size.isMissingNode() || (size.isIntegralNumber() && size.asInt() == requested.perBatch());
    }

    /** Only -1 has WebUI draw a seed; any other below 0 counts up to it. */
    private static boolean countsUp(ObjectNode payload, String field) {
        JsonNode seed = payload.path(field);
        return seed.isMissingNode() || (seed.isIntegralNumber() && seed.canConvertToLong() && seed.asLong() >= -1);
    }

    private static boolean isAbsentOrZero(JsonNode value) {
        return value.isMissingNode() || (value.isNumber() && value.asDouble() == 0);
    }

    private static boolean isNothing(JsonNode value) {
        return value.isMissingNode()
                || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual() && value.asText().isEmpty());
    }

    /** Variants and wildcards, which extensions of nodes choose for each image. */
    private static boolean mayVary(JsonNode prompt) {
        return !prompt.isMissingNode()
                && (!prompt.isTextual()
                        || prompt.asText().contains("{")
                        || prompt.asText().contains("__"));
    }
}
