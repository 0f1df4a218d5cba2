package dev.atelier.rest.merge.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.merge.MergeJob;
import io.micronaut.serde.annotation.Serdeable;

/** An accepted merge: the names as they were given, and its id. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record V2023StartMergeResponse(
        @JsonProperty("primary_model_name") String primary,
        @JsonProperty("secondary_model_name") String secondary,
        @JsonProperty("tertiary_model_name") String tertiary,
        @JsonProperty("inference_id") String id,
        String status) {

    static V2023StartMergeResponse of(MergeJob merge, MergeRequest request) {
        return new V2023StartMergeResponse(
                request.given(MergeRequest.PRIMARY),
                request.given(MergeRequest.SECONDARY),
                request.given(MergeRequest.TERTIARY),
                merge.id().toString(),
                merge.status().word());
    }
}
