package dev.atelier.persistence.access;

import dev.atelier.application.access.PasswordHasher;
import dev.atelier.domain.access.Password;
import io.micronaut.context.annotation.Primary;
import io.micronaut.core.util.clhm.ConcurrentLinkedHashMap;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Hashes passwords with bcrypt, and does not repeat a successful comparison for a short time: clients that send a password
 * with each request would otherwise take a good part of a second of one core each time. Failures are not cached.
 *
 * <p>Entries are found by password and stored hash together. Since the stored hash is read for each comparison, a changed
 * password and a deleted user take effect at once, in every process that shares the database.
 */
@Singleton
@Primary
final class CachedPasswords implements PasswordHasher {

    static final Duration LIFETIME = Duration.ofSeconds(60);

    /** Least recently used entries are evicted. */
    static final int CAPACITY = 1000;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final PasswordHasher hasher;
    private final Clock clock;
    private final SecretKeySpec key = randomKey();
    private final Map<String, Instant> expiries = new ConcurrentLinkedHashMap.Builder<String, Instant>()
            .maximumWeightedCapacity(CAPACITY)
            .build();

    @Inject
    CachedPasswords(BcryptPasswordHasher bcrypt, Clock clock) {
        this((PasswordHasher) bcrypt, clock);
    }

    CachedPasswords(PasswordHasher hasher, Clock clock) {
        this.hasher = hasher;
        this.clock = clock;
    }

    @Override
    public String hash(Password password) {
        return hasher.hash(password);
    }

    @Override
    public boolean matches(Password password, String hash) {
        String digest = digest(password, hash);
        Instant expiry = expiries.get(digest);
        if (expiry != null && clock.instant().isBefore(expiry)) {
            return true;
        }
        boolean matches = hasher.matches(password, hash);
        if (matches) {
            expiries.put(digest, clock.instant().plus(LIFETIME));
        }
        return matches;
    }

    /** Keyed with a random key of this process, so that a copy of the entries alone does not allow guesses at passwords. */
    private String digest(Password password, String hash) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(hash.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(password.value().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static SecretKeySpec randomKey() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        return new SecretKeySpec(random, ALGORITHM);
    }
}
