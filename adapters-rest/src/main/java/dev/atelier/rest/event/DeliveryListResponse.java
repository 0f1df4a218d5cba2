package dev.atelier.rest.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** A page of the list of deliveries; its last key is null on the last page. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record DeliveryListResponse(
        List<DeliveryView> deliveries,
        @Nullable @JsonProperty("last_evaluated_key") String lastEvaluatedKey) {}
