package dev.atelier.application.testing;

import dev.atelier.application.access.PasswordHasher;

class InMemoryPasswordHasherTest extends PasswordHasherContract {

    private final PasswordHasher hasher = new InMemoryPasswordHasher();

    @Override
    protected PasswordHasher hasher() {
        return hasher;
    }
}
