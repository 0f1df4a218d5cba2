package dev.atelier.rest.model.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.model.Model;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;

/** The response to the completion of a model. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record V2023CompleteModelResponse(int statusCode, Job job) {

    /**
     * @param endpointName always empty: models are created without an endpoint
     * @param jobStatus a constant of the documents
     */
    @Serdeable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Job(
            @JsonProperty("output_path") String outputPath,
            String id,
            String endpointName,
            String jobStatus,
            String jobType) {}

    static V2023CompleteModelResponse of(Model model) {
        return new V2023CompleteModelResponse(
                HttpStatus.OK.getCode(),
                new Job(
                        model.output().toString(),
                        model.id().toString(),
                        "",
                        "Created",
                        model.type().word()));
    }
}
