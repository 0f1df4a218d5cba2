package dev.atelier.persistence.access;

import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.application.testing.RoleRepositoryContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcRoleRepositoryTest extends RoleRepositoryContract {

    private final RoleRepository roles;
    private final UserRepository users;

    JdbcRoleRepositoryTest(Installation installation) {
        installation.clear();
        roles = installation.bean(RoleRepository.class);
        users = installation.bean(UserRepository.class);
    }

    @Override
    protected RoleRepository roles() {
        return roles;
    }

    @Override
    protected UserRepository users() {
        return users;
    }
}
