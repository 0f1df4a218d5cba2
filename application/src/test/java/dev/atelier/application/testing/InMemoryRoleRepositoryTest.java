package dev.atelier.application.testing;

import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.UserRepository;

class InMemoryRoleRepositoryTest extends RoleRepositoryContract {

    private final InMemoryUserRepository users = new InMemoryUserRepository();
    private final RoleRepository roles = new InMemoryRoleRepository(users);

    @Override
    protected RoleRepository roles() {
        return roles;
    }

    @Override
    protected UserRepository users() {
        return users;
    }
}
