package dev.atelier.rest.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.access.ListUsers;
import dev.atelier.application.access.NamePage;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** A page of the list of users. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record UserListResponse(
        List<UserView> users,
        @JsonProperty("previous_evaluated_key") String previousEvaluatedKey,
        @JsonProperty("last_evaluated_key") String lastEvaluatedKey) {

    static UserListResponse of(NamePage<ListUsers.Entry> page) {
        return new UserListResponse(
                page.items().stream().map(UserView::of).toList(),
                NamePagination.previous(),
                NamePagination.last(page.next()));
    }
}
