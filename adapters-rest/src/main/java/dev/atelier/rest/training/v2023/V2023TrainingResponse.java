package dev.atelier.rest.training.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.rest.training.TrainingJobName;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;

/** A training in the format of 2023-07-05; {@code created} is in seconds since 1970. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record V2023TrainingResponse(
        String id,
        String status,
        long created,
        String trainType,
        Map<String, Object> params,
        @JsonProperty("input_location") String inputLocation) {

    static V2023TrainingResponse of(TrainingJob job) {
        return new V2023TrainingResponse(
                job.id().toString(),
                word(job.status()),
                job.created().getEpochSecond(),
                TrainingJobName.TRAIN_TYPE,
                job.plan().params(),
                job.input().toString());
    }

    /** This generation has four status words; its clients poll for one of the last two. */
    static String word(TrainingStatus status) {
        return switch (status) {
            case INITIAL -> "Initial";
            case PENDING, DOWNLOADING, TRAINING, UPLOADING -> "Training";
            case COMPLETED -> "Complete";
            case FAILED, STOPPED -> "Fail";
        };
    }
}
