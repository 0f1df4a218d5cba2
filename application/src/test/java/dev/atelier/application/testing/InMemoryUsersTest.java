package dev.atelier.application.testing;

import dev.atelier.application.access.Users;

class InMemoryUsersTest extends UsersContract {

    private final Users users = new InMemoryUsers();

    @Override
    protected Users users() {
        return users;
    }
}
