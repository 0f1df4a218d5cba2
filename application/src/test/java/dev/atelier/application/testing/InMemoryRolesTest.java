package dev.atelier.application.testing;

import dev.atelier.application.access.Roles;

class InMemoryRolesTest extends RolesContract {

    private final Roles roles = new InMemoryRoles();

    @Override
    protected Roles roles() {
        return roles;
    }
}
