package dev.atelier.rest.quota;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** A page of quotas; its last key is null on the last page. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record QuotaListResponse(
        List<QuotaView> quotas,
        @Nullable @JsonProperty("last_evaluated_key") String lastEvaluatedKey) {}
