package dev.atelier.rest.training.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.rest.training.TrainingJobName;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** The list of trainings. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record V2023TrainingListResponse(int statusCode, List<Entry> trainJobs) {

    static final V2023TrainingListResponse EMPTY = of(List.of());

    /** A training in the list; {@code created} is in seconds since 1970. */
    @Serdeable
    record Entry(
            String id, String modelName, String status, String trainType, long created, String sagemakerTrainName) {

        static Entry of(TrainingJob job) {
            return new Entry(
                    job.id().toString(),
                    job.plan().outputName(),
                    V2023TrainingResponse.word(job.status()),
                    TrainingJobName.TRAIN_TYPE,
                    job.created().getEpochSecond(),
                    TrainingJobName.sageMaker(job));
        }
    }

    static V2023TrainingListResponse of(List<TrainingJob> jobs) {
        return new V2023TrainingListResponse(
                HttpStatus.OK.getCode(), jobs.stream().map(Entry::of).toList());
    }
}
