package dev.atelier.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.PrepareAccess;
import dev.atelier.application.access.Users;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class MigrationTest {

    private final Installation installation;

    MigrationTest(Installation installation) {
        this.installation = installation;
    }

    @Test
    void aSecondStartFindsTheSchemaInPlaceAndTheRowsToo() {
        String applied = "select count(*) from flyway_schema_history";
        User user = new User(PrepareAccess.BUILT_IN_USER, new UserName("root"), Set.of(), Instant.EPOCH);
        installation.bean(Users.class).save(user);
        String before = installation.ask(applied);

        try (Installation again = installation.replica()) {
            assertThat(again.bean(Users.class).find(user.name())).contains(user);
            assertThat(again.ask(applied)).isEqualTo(before);
        }
    }
}
