package dev.atelier.rest.inference.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.JobStatus;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.domain.merge.MergeStatus;
import dev.atelier.rest.envelope.Timestamps;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Objects;

/**
 * A job with its documented fields, in whatever state it is; {@code sagemakerRaw} is empty unless it has failed.
 *
 * @param progress of a merge: how much is done, from 0 to 1
 * @param modelName of a merge: what the checkpoint is called that it makes or has made
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record JobRecord(
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
        @Nullable @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("model_name") String modelName) {

    static JobRecord of(InferenceJob job) {
        return new JobRecord(
                job.status() == JobStatus.SUCCEED ? infoName(job.id()) : null,
                Timestamps.write(job.started()),
                job.taskType().word(),
                Timestamps.write2023(job.completed()),
                job.id().toString(),
                job.status().word(),
                Objects.requireNonNullElse(job.error(), ""),
                job.images(),
                job.error(),
                null,
                null);
    }

    static JobRecord of(MergeJob merge) {
        return new JobRecord(
                merge.status() == MergeStatus.SUCCEED ? infoName(merge.id()) : null,
                Timestamps.write(merge.created()),
                "merge",
                Timestamps.write2023(merge.ended()),
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
