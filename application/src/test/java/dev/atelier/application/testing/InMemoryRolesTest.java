package dev.atelier.application.testing;

import dev.atelier.application.access.Roles;
import dev.atelier.application.access.Users;

class InMemoryRolesTest extends RolesContract {

    private final InMemoryUsers users = new InMemoryUsers();
    private final Roles roles = new InMemoryRoles(users);

    @Override
    protected Roles roles() {
        return roles;
    }

    @Override
    protected Users users() {
        return users;
    }
}
