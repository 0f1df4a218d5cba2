package dev.atelier.rest.merge.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.domain.merge.MergeStatus;
import dev.atelier.rest.envelope.Timestamps;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Objects;

/**
 * A merge with the fields that the 2023-07-05 documents give to an inference job, in whatever state it is.
 *
 * @param progress from 0 to 1
 * @param modelName what the checkpoint is called that it makes or has made
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
public record MergeView(
        @Nullable @JsonProperty("inference_info_name") String infoName,
        String startTime,
        String taskType,
        @Nullable String completeTime,
        @JsonProperty("InferenceJobId") String id,
        String status,
        String sagemakerRaw,
        @JsonProperty("image_names") List<String> imageNames,
        @Nullable String error,
        double progress,
        @JsonProperty("model_name") String modelName) {

    static MergeView of(MergeJob merge) {
        return new MergeView(
                merge.status() == MergeStatus.SUCCEED ? "/tmp/" + merge.id() + "_param.json" : null,
                Timestamps.write(merge.created()),
                "merge",
                Timestamps.write2023(merge.ended()),
                merge.id().toString(),
                merge.status().word(),
                Objects.requireNonNullElse(merge.error(), ""),
                List.of(),
                merge.error(),
                merge.progress(),
                merge.recipe().resultName().value());
    }
}
