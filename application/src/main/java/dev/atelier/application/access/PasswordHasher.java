package dev.atelier.application.access;

import dev.atelier.domain.access.Password;

/**
 * Salted, slow password hashes. The same password results in another hash each time. All characters of an allowed
 * password count. Takes a good part of a second of one core. Thread-safe.
 */
public interface PasswordHasher {

    /** A new hash, at most 255 characters of ASCII. */
    String hash(Password password);

    /** Whether the password matches; false for a malformed hash. */
    boolean matches(Password password, String hash);
}
