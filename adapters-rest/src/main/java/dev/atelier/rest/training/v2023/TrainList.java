package dev.atelier.rest.training.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.rest.training.TrainingNames;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** The list of trainings. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record TrainList(int statusCode, List<Entry> trainJobs) {

    static final TrainList EMPTY = of(List.of());

    /** A training in the list; {@code created} is in seconds since 1970. */
    @Serdeable
    record Entry(
            String id, String modelName, String status, String trainType, long created, String sagemakerTrainName) {

        static Entry of(TrainingJob job) {
            return new Entry(
                    job.id().toString(),
                    job.plan().outputName(),
                    TrainView.word(job.status()),
                    TrainingNames.TRAIN_TYPE,
                    job.created().getEpochSecond(),
                    TrainingNames.sageMaker(job));
        }
    }

    static TrainList of(List<TrainingJob> jobs) {
        return new TrainList(
                HttpStatus.OK.getCode(), jobs.stream().map(Entry::of).toList());
    }
}
