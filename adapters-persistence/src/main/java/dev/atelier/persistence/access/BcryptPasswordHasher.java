package dev.atelier.persistence.access;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.BCrypt.Version;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategy;
import dev.atelier.application.access.PasswordHasher;
import dev.atelier.domain.access.Password;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/**
 * Hashes passwords with bcrypt. bcrypt uses the first 72 bytes only, so passwords that are longer in UTF-8 are hashed
 * with SHA-512 first.
 */
@Singleton
public final class BcryptPasswordHasher implements PasswordHasher {

    /** log2 of the number of rounds: about 0.2 seconds of one core. */
    private static final int COST = 12;

    private static final Version VERSION = Version.VERSION_2A;
    private static final LongPasswordStrategy LONG_PASSWORDS = LongPasswordStrategies.hashSha512(VERSION);

    private final BCrypt.Hasher hasher = BCrypt.with(VERSION, new SecureRandom(), LONG_PASSWORDS);
    private final BCrypt.Verifyer verifyer = BCrypt.verifyer(VERSION, LONG_PASSWORDS);

    @Override
    public String hash(Password password) {
        return hasher.hashToString(COST, password.value().toCharArray());
    }

    @Override
    public boolean matches(Password password, String hash) {
        return !hash.isEmpty() && verifyer.verify(password.value().toCharArray(), hash.toCharArray()).verified;
    }
}
