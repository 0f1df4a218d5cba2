package dev.atelier.rest.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.rest.envelope.Timestamps;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;

/** A training that was accepted. The documents call it Training from then on; its own status tells how it really is. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record CreatedTraining(
        String id,
        String status,
        String created,
        Map<String, Object> params,
        @JsonProperty("input_location") String inputLocation,
        @JsonProperty("output_location") String outputLocation) {

    static CreatedTraining of(TrainingJob job) {
        return new CreatedTraining(
                job.id().toString(),
                TrainingStatus.TRAINING.word(),
                Timestamps.seconds(job.created()),
                TrainingParams.of(job.plan()),
                job.input().toString(),
                job.output().toString());
    }
}
