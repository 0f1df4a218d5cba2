package dev.atelier.persistence.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.access.Roles;
import dev.atelier.application.access.Users;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.UsersContract;
import dev.atelier.domain.InvalidRequest;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;
import java.util.Set;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcUsersTest extends UsersContract {

    private static final UserName BOB = new UserName("bob");

    private final Users users;

    JdbcUsersTest(Installation installation) {
        installation.clear();
        users = installation.bean(Users.class);
        Roles roles = installation.bean(Roles.class);
        GIVEN.forEach(name -> roles.save(new Role(name, BOB, Set.of(), SettableClock.START)));
    }

    @Override
    protected Users users() {
        return users;
    }

    @Test
    void aRoleThatIsGoneMeanwhileCannotBeGiven() {
        User before = new User(BOB, BOB, Set.of(new RoleName("guest")), SettableClock.START);
        users.add(before, "hash");
        User ghostly = new User(BOB, BOB, Set.of(new RoleName("ghost")), SettableClock.START);

        assertThatThrownBy(() -> users.save(ghostly, "another hash"))
                .isInstanceOf(InvalidRequest.class)
                .hasMessage("a role of user bob does not exist any more: [ghost]");
        assertThat(users.find(BOB)).contains(before);
        assertThat(users.passwordHash(BOB)).contains("hash");
    }
}
