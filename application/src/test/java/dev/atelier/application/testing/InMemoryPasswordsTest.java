package dev.atelier.application.testing;

import dev.atelier.application.access.PasswordHasher;

class InMemoryPasswordsTest extends PasswordHasherContract {

    private final PasswordHasher hasher = new InMemoryPasswords();

    @Override
    protected PasswordHasher hasher() {
        return hasher;
    }
}
