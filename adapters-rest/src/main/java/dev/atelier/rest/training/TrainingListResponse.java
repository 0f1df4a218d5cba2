package dev.atelier.rest.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.rest.envelope.TimestampFormat;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;

/** A page of the list of trainings; its last key is null on the last page. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record TrainingListResponse(
        List<Entry> trainings,
        @Nullable @JsonProperty("last_evaluated_key") String lastEvaluatedKey) {

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

            @Schema(implementation = TrainingSchemas.ShownParams.class)
            Map<String, Object> params) {

        static Entry of(TrainingJob job) {
            return new Entry(
                    job.id().toString(),
                    job.plan().outputName(),
                    job.status().word(),
                    TrainingJobName.TRAIN_TYPE,
                    TimestampFormat.seconds(job.created()),
                    TrainingJobName.sageMaker(job),
                    TrainingParamsResponse.of(job.plan()));
        }
    }

    static TrainingListResponse of(Page<TrainingJob> page) {
        return new TrainingListResponse(
                page.items().stream().map(Entry::of).toList(),
                page.next().map(Cursor::toString).orElse(null));
    }
}
