package dev.atelier.rest.inference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.inference.InferenceJob;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;

/** A job that is still in progress. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record StartInferenceResponse(
        @JsonProperty("inference_id") String id,
        String status,
        @JsonProperty("endpoint_name") String endpointName,
        @JsonProperty("output_path") String outputPath) {

    /** The data of the response. */
    static Map<String, StartInferenceResponse> data(InferenceJob job) {
        return Map.of(
                "inference",
                new StartInferenceResponse(
                        job.id().toString(),
                        DocumentedJobStatus.of(job.status()).word(),
                        job.place().name().value(),
                        job.results().toString()));
    }
}
