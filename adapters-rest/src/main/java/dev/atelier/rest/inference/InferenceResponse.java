package dev.atelier.rest.inference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.inference.GetInference;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.rest.envelope.TimestampFormat;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.net.URI;
import java.util.List;
import java.util.function.Function;

/** A job with all documented fields, in every state: empty lists and nulls where there is no value yet. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record InferenceResponse(
        @JsonProperty("img_presigned_urls") List<String> imageUrls,
        @JsonProperty("output_presigned_urls") List<String> outputUrls,
        @Nullable @JsonProperty("inference_info_name") String infoName,
        @Nullable String startTime,
        String taskType,
        @Nullable String completeTime,
        InferenceParamsResponse params,
        @JsonProperty("InferenceJobId") String id,
        String status,
        @JsonProperty("inference_type") String inferenceType,
        String createTime,
        @JsonProperty("image_names") List<String> imageNames,
        @JsonProperty("owner_group_or_role") List<String> ownerGroupOrRole,
        @Nullable String sagemakerRaw,
        @Nullable String error) {

    static InferenceResponse of(GetInference.Details details, Function<URI, String> links) {
        InferenceJob job = details.job();
        return new InferenceResponse(
                details.images().stream().map(links).toList(),
                details.parameters().stream().map(links).toList(),
                job.status() == InferenceJobStatus.SUCCEED ? "/tmp/" + job.id() + "_param.json" : null,
                TimestampFormat.write(job.started()),
                job.taskType().word(),
                TimestampFormat.write(job.completed()),
                InferenceParamsResponse.of(job, links.apply(details.payload())),
                job.id().toString(),
                DocumentedJobStatus.of(job.status()).word(),
                job.inferenceType().word(),
                TimestampFormat.write(job.created()),
                job.images(),
                List.of(job.user().value()),
                job.error(),
                job.error());
    }
}
