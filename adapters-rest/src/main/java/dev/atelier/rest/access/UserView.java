package dev.atelier.rest.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atelier.application.access.ListUsers;
import dev.atelier.domain.access.Password;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.RoleName;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** A user in the format of 1.4.0 and 1.5.0; the password is never shown, even on request. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record UserView(String username, List<String> roles, String creator, List<String> permissions, String password) {

    static UserView of(ListUsers.Entry entry) {
        return new UserView(
                entry.user().name().value(),
                entry.user().roles().stream().map(RoleName::value).sorted().toList(),
                entry.user().creator().value(),
                entry.permissions().stream().map(Permission::toString).toList(),
                Password.MASK);
    }
}
