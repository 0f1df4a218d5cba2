package dev.atelier.rest.inference.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;

/** A job that was started: {@code inprogress}, whose end the client asks for later, or {@code failed}, and then why. */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record V2023RunInferenceResponse(
        @JsonProperty("inference_id") String id,
        String status,
        @JsonProperty("endpoint_name") String endpointName,
        @JsonProperty("output_path") String outputPath,
        @Nullable String error) {

    static V2023RunInferenceResponse of(InferenceJob job) {
        // The document knows these two words here, also for a job that is done already.
        InferenceJobStatus status =
                job.status() == InferenceJobStatus.FAILED ? InferenceJobStatus.FAILED : InferenceJobStatus.INPROGRESS;
        return new V2023RunInferenceResponse(
                job.id().toString(),
                status.word(),
                job.place().name().value(),
                job.results().toString(),
                job.error());
    }
}
