package dev.atelier.persistence.access;

import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** A user as it is read: its row and the names of its roles. */
@MappedEntity("app_user")
record UserEntity(
        @Id String name,
        String creator,
        @UtcTimestamp Instant created,
        @TypeDef(type = DataType.STRING_ARRAY) List<String> roles) {

    User toUser() {
        return new User(
                new UserName(name),
                new UserName(creator),
                roles.stream().map(RoleName::new).collect(Collectors.toSet()),
                created);
    }
}
