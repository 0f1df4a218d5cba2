package dev.atelier.rest.inference.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.JobStatus;
import dev.atelier.rest.envelope.Timestamps;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Objects;

/** A job with its documented fields, in whatever state it is; {@code sagemakerRaw} is empty unless it has failed. */
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
        @Nullable String error) {

    static JobRecord of(InferenceJob job) {
        return new JobRecord(
                job.status() == JobStatus.SUCCEED ? "/tmp/" + job.id() + "_param.json" : null,
                Timestamps.write(job.started()),
                job.taskType().word(),
                Timestamps.write2023(job.completed()),
                job.id().toString(),
                job.status().word(),
                Objects.requireNonNullElse(job.error(), ""),
                job.images(),
                job.error());
    }
}
