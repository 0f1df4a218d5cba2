package dev.atelier.application.access;

import dev.atelier.domain.access.Password;

/**
 * Makes of a password what may be stored: a salted hash that is slow to try out. The same password gives another hash each
 * time. Every allowed password counts as a whole, however long. Takes a good part of a second of one core. Thread-safe.
 */
public interface PasswordHasher {

    /** A new hash, at most 255 characters of ASCII. */
    String hash(Password password);

    /** Whether the hash was made of this password; false for what is no hash. */
    boolean matches(Password password, String hash);
}
