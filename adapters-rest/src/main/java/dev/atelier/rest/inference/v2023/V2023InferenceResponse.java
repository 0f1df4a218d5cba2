package dev.atelier.rest.inference.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.domain.merge.MergeStatus;
import dev.atelier.rest.envelope.TimestampFormat;
import dev.atelier.rest.inference.DocumentedJobStatus;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Objects;

/**
 * A job with its documented fields, in every state; {@code sagemakerRaw} is empty unless it has failed.
 *
 * @param progress of a merge: from 0 to 1
 * @param modelName of a merge: the name of its result
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record V2023InferenceResponse(
        @Nullable @JsonProperty("inference_info_name") String infoName,
        @Nullable String startTime,
        String taskType,
        @Nullable String completeTime,
        @JsonProperty("InferenceJobId") String id,
        String status,
        String sagemakerRaw,
        @JsonProperty("image_names") List<String> imageNames,
        @Nullable String error,
        @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) Double progress,

        @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("model_name")
        String modelName) {

    static V2023InferenceResponse of(InferenceJob job) {
        return new V2023InferenceResponse(
                job.status() == InferenceJobStatus.SUCCEED ? infoName(job.id()) : null,
                TimestampFormat.write(job.started()),
                job.taskType().word(),
                TimestampFormat.write2023(job.completed()),
                job.id().toString(),
                DocumentedJobStatus.of(job.status()).word(),
                Objects.requireNonNullElse(job.error(), ""),
                job.images(),
                job.error(),
                null,
                null);
    }

    static V2023InferenceResponse of(MergeJob merge) {
        return new V2023InferenceResponse(
                merge.status() == MergeStatus.SUCCEED ? infoName(merge.id()) : null,
                TimestampFormat.write(merge.created()),
                "merge",
                TimestampFormat.write2023(merge.ended()),
                merge.id().toString(),
                merge.status().word(),
                Objects.requireNonNullElse(merge.error(), ""),
                List.of(),
                merge.error(),
                merge.progress(),
                merge.recipe().resultName().value());
    }

    private static String infoName(Object id) {
        return "/tmp/" + id + "_param.json";
    }
}
