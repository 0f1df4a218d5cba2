package dev.atelier.rest.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** A page of imports, newest first. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record ImportListResponse(
        List<ImportView> imports,
        @Nullable @JsonProperty("last_evaluated_key") String lastEvaluatedKey) {}
