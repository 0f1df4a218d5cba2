package dev.atelier.application.testing;

import dev.atelier.application.access.UserRepository;

class InMemoryUserRepositoryTest extends UserRepositoryContract {

    private final UserRepository users = new InMemoryUserRepository();

    @Override
    protected UserRepository users() {
        return users;
    }
}
