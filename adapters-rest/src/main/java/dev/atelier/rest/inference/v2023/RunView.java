package dev.atelier.rest.inference.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.JobStatus;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;

/** A job that was started: {@code inprogress}, whose end the client asks for later, or {@code failed}, and then why. */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunView(
        @JsonProperty("inference_id") String id,
        String status,
        @JsonProperty("endpoint_name") String endpointName,
        @JsonProperty("output_path") String outputPath,
        @Nullable String error) {

    static RunView of(InferenceJob job) {
        // The document knows these two words here, also for a job that is done already.
        JobStatus status = job.status() == JobStatus.FAILED ? JobStatus.FAILED : JobStatus.INPROGRESS;
        return new RunView(
                job.id().toString(),
                status.word(),
                job.place().name().value(),
                job.results().toString(),
                job.error());
    }
}
