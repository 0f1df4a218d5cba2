package dev.atelier.rest.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.Role;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** A role in the format of the reference implementation. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record RoleView(@JsonProperty("role_name") String roleName, String creator, List<String> permissions) {

    static RoleView of(Role role) {
        return new RoleView(
                role.name().value(),
                role.creator().value(),
                role.permissions().stream().map(Permission::toString).sorted().toList());
    }
}
