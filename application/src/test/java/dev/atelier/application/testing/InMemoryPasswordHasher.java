package dev.atelier.application.testing;

import dev.atelier.application.access.PasswordHasher;
import dev.atelier.domain.access.Password;
import java.util.concurrent.atomic.AtomicInteger;

/** Fast and insecure: for tests that are not about hashing. */
public class InMemoryPasswordHasher implements PasswordHasher {

    private final AtomicInteger salt = new AtomicInteger();

    @Override
    public String hash(Password password) {
        return hash(salt.incrementAndGet(), password);
    }

    @Override
    public boolean matches(Password password, String hash) {
        String prefix = hash.substring(0, Math.max(hash.indexOf('$'), 0));
        return prefix.matches("[0-9]+")
                && hash(Integer.parseInt(prefix), password).equals(hash);
    }

    private static String hash(int salt, Password password) {
        return salt + "$" + Integer.toHexString((salt + password.value()).hashCode());
    }
}
