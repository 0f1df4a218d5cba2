package dev.atelier.rest.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.rest.envelope.TimestampFormat;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;

/** An accepted training. The documents show the status Training from then on; polling returns its actual status. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record CreateTrainingResponse(
        String id,
        String status,
        String created,

        @Schema(implementation = TrainingSchemas.ShownParams.class)
        Map<String, Object> params,

        @JsonProperty("input_location") String inputLocation,
        @JsonProperty("output_location") String outputLocation) {

    static CreateTrainingResponse of(TrainingJob job) {
        return new CreateTrainingResponse(
                job.id().toString(),
                TrainingStatus.TRAINING.word(),
                TimestampFormat.seconds(job.created()),
                TrainingParamsResponse.of(job.plan()),
                job.input().toString(),
                job.output().toString());
    }
}
