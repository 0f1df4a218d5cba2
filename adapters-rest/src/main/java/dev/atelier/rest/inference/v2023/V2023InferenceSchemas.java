package dev.atelier.rest.inference.v2023;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Map;

/**
 * The request body of {@link V2023RunInferenceRequest}, for the OpenAPI description only: it is a payload, so a free map,
 * with a few fields about the job.
 */
final class V2023InferenceSchemas {

    private V2023InferenceSchemas() {}

    /**
     * A job with its payload: beside these, all fields of SD WebUI's own API for the task. Missing ones have the
     * documented default.
     *
     * @param endpointName the endpoint
     * @param taskType txt2img, img2img, rembg, extra-single-image, extra-batch-images, detect or interrogate
     * @param prompt required for txt2img and img2img
     * @param models names of checkpoints by type; txt2img and img2img require a Stable-diffusion one
     */
    record Run(
            @JsonProperty("sagemaker_endpoint_name") String endpointName,
            @JsonProperty("task_type") String taskType,
            @Nullable String prompt,
            @Nullable Map<String, List<String>> models,
            @JsonProperty("*") Map<String, Object> payload) {}
}
