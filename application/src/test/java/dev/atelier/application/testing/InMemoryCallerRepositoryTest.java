package dev.atelier.application.testing;

import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.application.access.CallerRepository;
import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.UserRepository;

class InMemoryCallerRepositoryTest extends CallerRepositoryContract {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final CallerRepository callers = new InMemoryCallerRepository(atelier.keys, atelier.users, atelier.roles);

    @Override
    protected CallerRepository callers() {
        return callers;
    }

    @Override
    protected ApiKeyRepository keys() {
        return atelier.keys;
    }

    @Override
    protected UserRepository users() {
        return atelier.users;
    }

    @Override
    protected RoleRepository roles() {
        return atelier.roles;
    }
}
