package dev.atelier.persistence.access;

import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.util.List;
import java.util.stream.Collectors;

/** A user with the names of its roles and the permissions that they carry. */
@MappedEntity("app_user")
record CallerEntity(
        @Id String name,
        @TypeDef(type = DataType.STRING_ARRAY) List<String> roles,
        @TypeDef(type = DataType.STRING_ARRAY) List<String> permissions) {

    Caller toCaller() {
        return new Caller(
                new UserName(name),
                roles.stream().map(RoleName::new).collect(Collectors.toSet()),
                permissions.stream().map(Permission::parse).collect(Collectors.toSet()));
    }
}
