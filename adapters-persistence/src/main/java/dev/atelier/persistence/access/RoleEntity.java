package dev.atelier.persistence.access;

import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** A role as it is read: its row and its permissions. */
@MappedEntity("app_role")
record RoleEntity(
        @Id String name,
        String creator,
        @UtcTimestamp Instant created,
        @TypeDef(type = DataType.STRING_ARRAY) List<String> permissions) {

    Role toRole() {
        return new Role(
                new RoleName(name),
                new UserName(creator),
                permissions.stream().map(Permission::parse).collect(Collectors.toSet()),
                created);
    }
}
