package dev.atelier.rest.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/**
 * A page of totals, ascending by day, user, model and endpoint; its last key is null on the last page.
 *
 * @param from the first day, in UTC
 * @param to the last day, inclusive
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record UsageResponse(
        String from,
        String to,
        List<UsageView> usage,
        @Nullable @JsonProperty("last_evaluated_key") String lastEvaluatedKey) {}
