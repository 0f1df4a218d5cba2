package dev.atelier.rest.inference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** A page of the list of jobs; its last key is null on the last page. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record InferenceListResponse(
        List<InferenceResponse> inferences,
        @Nullable @JsonProperty("last_evaluated_key") String lastEvaluatedKey) {}
