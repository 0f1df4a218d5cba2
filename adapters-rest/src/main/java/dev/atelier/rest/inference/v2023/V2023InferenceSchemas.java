package dev.atelier.rest.inference.v2023;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Map;

/** What the bodies of the 2023-07-05 operations look like, for the description alone. */
final class V2023InferenceSchemas {

    private V2023InferenceSchemas() {}

    /**
     * A job with its payload: beside these, everything that SD WebUI's own API takes for the task. What is not given takes
     * the documented default.
     *
     * @param endpointName where to run it
     * @param taskType txt2img, img2img, rembg, extra-single-image or extra-batch-images
     * @param prompt needed by txt2img and img2img
     * @param models names of checkpoints by type; txt2img and img2img need a Stable-diffusion one
     */
    record Run(
            @JsonProperty("sagemaker_endpoint_name") String endpointName,
            @JsonProperty("task_type") String taskType,
            @Nullable String prompt,
            @Nullable Map<String, List<String>> models) {}
}
