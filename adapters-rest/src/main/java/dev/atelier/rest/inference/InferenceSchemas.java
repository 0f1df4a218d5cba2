package dev.atelier.rest.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Map;

/** The request bodies of inference operations, for the OpenAPI description only. */
final class InferenceSchemas {

    private InferenceSchemas() {}

    /**
     * A new job.
     *
     * @param userId the user on whose behalf the client acts, where no header names one (1.4.0)
     * @param inferenceType Async or Real-time
     * @param taskType txt2img, img2img, rembg, extra-single-image or extra-batch-images
     * @param models names of checkpoints by type; required for txt2img and img2img
     * @param endpointName the endpoint; default: the least loaded one open to the caller
     * @param payload the payload as JSON in a string, in place of its upload; the job starts at once
     * @param filters ignored
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
