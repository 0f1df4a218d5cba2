package dev.atelier.rest.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.rest.envelope.Timestamps;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;

/** A page of the list of trainings; its last key is null on the last page. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record TrainingList(List<Entry> trainings, @Nullable @JsonProperty("last_evaluated_key") String lastEvaluatedKey) {

    /** A training in a list. */
    @Serdeable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Entry(
            String id,
            String modelName,
            String status,
            String trainType,
            String created,
            String sagemakerTrainName,
            Map<String, Object> params) {

        static Entry of(TrainingJob job) {
            return new Entry(
                    job.id().toString(),
                    job.plan().outputName(),
                    job.status().word(),
                    TrainingNames.TRAIN_TYPE,
                    Timestamps.seconds(job.created()),
                    TrainingNames.sageMaker(job),
                    TrainingParams.of(job.plan()));
        }
    }

    static TrainingList of(Page<TrainingJob> page) {
        return new TrainingList(
                page.items().stream().map(Entry::of).toList(),
                page.next().map(Cursor::toString).orElse(null));
    }
}
