package dev.atelier.persistence.access;

import dev.atelier.application.access.Users;
import dev.atelier.application.testing.UsersContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcUsersTest extends UsersContract {

    private final Users users;

    JdbcUsersTest(Installation installation) {
        installation.clear();
        users = installation.bean(Users.class);
    }

    @Override
    protected Users users() {
        return users;
    }
}
