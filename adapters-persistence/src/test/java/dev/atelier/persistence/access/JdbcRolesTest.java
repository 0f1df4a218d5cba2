package dev.atelier.persistence.access;

import dev.atelier.application.access.Roles;
import dev.atelier.application.access.Users;
import dev.atelier.application.testing.RolesContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcRolesTest extends RolesContract {

    private final Roles roles;
    private final Users users;

    JdbcRolesTest(Installation installation) {
        installation.clear();
        roles = installation.bean(Roles.class);
        users = installation.bean(Users.class);
    }

    @Override
    protected Roles roles() {
        return roles;
    }

    @Override
    protected Users users() {
        return users;
    }
}
