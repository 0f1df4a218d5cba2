package dev.atelier.rest.merge.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.merge.MergeJob;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Objects;

/** An accepted merge: the names as they were given, and its id. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record V2023StartMergeResponse(
        @JsonProperty("primary_model_name") String primary,
        @JsonProperty("secondary_model_name") String secondary,
        @JsonProperty("tertiary_model_name") String tertiary,
        @JsonProperty("inference_id") String id,
        String status) {

    static V2023StartMergeResponse of(MergeJob merge, V2023MergeSchemas.NewMerge request) {
        return new V2023StartMergeResponse(
                Objects.requireNonNullElse(request.primary(), ""),
                Objects.requireNonNullElse(request.secondary(), ""),
                Objects.requireNonNullElse(request.tertiary(), ""),
                merge.id().toString(),
                merge.status().word());
    }
}
