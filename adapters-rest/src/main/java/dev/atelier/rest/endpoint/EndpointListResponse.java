package dev.atelier.rest.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.domain.endpoint.Endpoint;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** A page of the list of endpoints; its last key is null on the last page. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record EndpointListResponse(
        List<EndpointView> endpoints,
        @Nullable @JsonProperty("last_evaluated_key") String lastEvaluatedKey) {

    static EndpointListResponse of(Page<Endpoint> page) {
        return new EndpointListResponse(
                page.items().stream().map(EndpointView::of).toList(),
                page.next().map(Cursor::toString).orElse(null));
    }
}
