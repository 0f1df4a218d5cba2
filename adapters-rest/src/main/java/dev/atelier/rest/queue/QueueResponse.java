package dev.atelier.rest.queue;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** A page of the queue; its last key is null on the last page. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record QueueResponse(
        List<QueuedJobView> jobs,
        @Nullable @JsonProperty("last_evaluated_key") String lastEvaluatedKey) {}
