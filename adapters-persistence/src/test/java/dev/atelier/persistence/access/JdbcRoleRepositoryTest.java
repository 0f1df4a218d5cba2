package dev.atelier.persistence.access;

import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.application.testing.RoleRepositoryContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;

@OnBothDatabases
class JdbcRoleRepositoryTest extends RoleRepositoryContract {

    private final RoleRepository roles;
    private final UserRepository users;

    JdbcRoleRepositoryTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        roles = persistenceFixture.bean(RoleRepository.class);
        users = persistenceFixture.bean(UserRepository.class);
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
