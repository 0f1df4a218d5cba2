package dev.atelier.rest.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Map;

/** What the bodies of inference operations look like, for the description alone. */
final class InferenceSchemas {

    private InferenceSchemas() {}

    /**
     * A new job.
     *
     * @param userId the user for whom the client acts, where no header names one (1.4.0)
     * @param inferenceType Async or Real-time
     * @param taskType txt2img, img2img, rembg, extra-single-image or extra-batch-images
     * @param models names of checkpoints by type; txt2img and img2img need them
     * @param endpointName where to run it; the least loaded endpoint open to the caller when missing
     * @param payload the payload as JSON in a string, in place of its upload; the job starts at once
     * @param filters accepted and not looked at
     */
    record NewInference(
            @Nullable @JsonProperty("user_id") String userId,
            @JsonProperty("inference_type") String inferenceType,
            @JsonProperty("task_type") String taskType,
            @Nullable Map<String, List<String>> models,
            @Nullable @JsonProperty("sagemaker_endpoint_name") String endpointName,
            @Nullable @JsonProperty("payload_string") String payload,
            @Nullable Map<String, Object> filters) {}

    record InferenceIds(@JsonProperty("inference_id_list") List<String> inferenceIds) {}

    record NewInferenceAnswer(int statusCode, Map<String, CreateInferenceResponse> data, String message) {}

    record StartedInferenceAnswer(int statusCode, Map<String, StartInferenceResponse> data, String message) {}

    record InferenceAnswer(int statusCode, InferenceResponse data, String message) {}

    record InferencesAnswer(int statusCode, InferenceListResponse data, String message) {}
}
