package dev.atelier.rest.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;

/** The bodies of inference operations; those of responses are for the OpenAPI description only. */
final class InferenceSchemas {

    private InferenceSchemas() {}

    /**
     * A new job.
     *
     * @param userId the user on whose behalf the client acts, where no header names one (1.4.0)
     * @param inferenceType Async or Real-time
     * @param taskType txt2img, img2img, rembg, extra-single-image, extra-batch-images, detect or interrogate
     * @param models names of checkpoints by type; required for txt2img and img2img
     * @param endpointName the endpoint; default: the least loaded one open to the caller
     * @param payload the payload as JSON in a string, in place of its upload; the job starts at once
     * @param filters ignored
     */
    record NewInference(
            @Nullable @JsonProperty("user_id") Object userId,
            @JsonProperty("inference_type") String inferenceType,
            @JsonProperty("task_type") String taskType,
            @Nullable Map<String, List<String>> models,

            @Nullable @JsonProperty("sagemaker_endpoint_name")
            String endpointName,

            @Nullable @JsonProperty("payload_string") String payload,
            @Nullable Object filters) {}

    /**
     * Who starts a job.
     *
     * @param userId the user on whose behalf the client acts, where no header names one (1.4.0)
     */
    record Starter(@Nullable @JsonProperty("user_id") String userId) {}

    record InferenceIds(@JsonProperty("inference_id_list") List<@Size(min = 1) String> inferenceIds) {}

    /** The job, in the state that the status code says; one schema, because generated clients know one per operation. */
    record StartedInferenceAnswer(int statusCode, StartedInference data, String message) {}

    /**
     * 201 and 202: inference; 200: the other fields, those of a job that has ended.
     *
     * @param inference the new job
     */
    record StartedInference(
            @Nullable Begun inference,
            @Nullable @JsonProperty("img_presigned_urls") List<String> imageUrls,
            @Nullable @JsonProperty("output_presigned_urls") List<String> outputUrls,
            @Nullable @JsonProperty("inference_info_name") String infoName,
            @Nullable String startTime,
            @Nullable String taskType,
            @Nullable String completeTime,
            @Nullable InferenceParamsResponse params,
            @Nullable @JsonProperty("InferenceJobId") String id,
            @Nullable String status,
            @Nullable @JsonProperty("inference_type") String inferenceType,
            @Nullable String createTime,
            @Nullable @JsonProperty("image_names") List<String> imageNames,
            @Nullable @JsonProperty("owner_group_or_role") List<String> ownerGroupOrRole,
            @Nullable String sagemakerRaw,
            @Nullable String error) {}

    /**
     * 201: id, type, models, and where to upload the payload; 202: the other fields, those of a job in progress.
     *
     * @param uploadUrl takes the payload by PUT
     */
    record Begun(
            @Nullable String id,
            @Nullable String type,

            @Nullable @JsonProperty("api_params_s3_location")
            String payload,

            @Nullable @JsonProperty("api_params_s3_upload_url")
            String uploadUrl,

            @Nullable List<CreateInferenceResponse.Model> models,
            @Nullable @JsonProperty("inference_id") String inferenceId,
            @Nullable String status,
            @Nullable @JsonProperty("endpoint_name") String endpointName,
            @Nullable @JsonProperty("output_path") String outputPath) {}

    record InferenceAnswer(int statusCode, InferenceResponse data, String message) {}

    record InferencesAnswer(int statusCode, InferenceListResponse data, String message) {}
}
