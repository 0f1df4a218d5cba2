package dev.atelier.rest.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** A page of checkpoints that were found; its last key is null on the last page. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record CheckpointSearchResponse(
        List<CheckpointDetailsView> checkpoints,
        @Nullable @JsonProperty("last_evaluated_key") String lastEvaluatedKey) {}
