package dev.atelier.rest.inference.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.rest.inference.DocumentedJobStatus;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;

/** A started job: {@code inprogress}, to be polled, or {@code failed} with the reason. */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record V2023RunInferenceResponse(
        @JsonProperty("inference_id") String id,
        String status,
        @JsonProperty("endpoint_name") String endpointName,
        @JsonProperty("output_path") String outputPath,
        @Nullable String error) {

    static V2023RunInferenceResponse of(InferenceJob job) {
        // The document has these two words only, also for a job that has ended already.
        InferenceJobStatus status = DocumentedJobStatus.of(job.status()) == InferenceJobStatus.FAILED
                ? InferenceJobStatus.FAILED
                : InferenceJobStatus.INPROGRESS;
        return new V2023RunInferenceResponse(
                job.id().toString(),
                status.word(),
                job.place().name().value(),
                job.results().toString(),
                job.error());
    }
}
