package dev.atelier.rest.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.access.NamePage;
import dev.atelier.domain.access.Role;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** A page of the list of roles. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record RoleListResponse(
        List<RoleView> roles,
        @JsonProperty("previous_evaluated_key") String previousEvaluatedKey,
        @JsonProperty("last_evaluated_key") String lastEvaluatedKey) {

    static RoleListResponse of(NamePage<Role> page) {
        return new RoleListResponse(
                page.items().stream().map(RoleView::of).toList(),
                NamePagination.previous(),
                NamePagination.last(page.next()));
    }
}
