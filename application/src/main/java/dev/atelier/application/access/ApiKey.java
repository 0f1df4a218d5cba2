package dev.atelier.application.access;

import dev.atelier.application.util.MessageDigests;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.UserName;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An API key of a client.
 *
 * @param name its name in the installation: 1 to 64 letters, digits, dots, hyphens and underscores
 * @param hash of the key itself, see {@link #hash}
 * @param user on whose behalf calls without a user name are made
 * @param bound whether calls may be made for {@code user} only
 * @param origin where it is managed
 * @param expires from when on it is not valid any more; empty: never
 */
public record ApiKey(String name, String hash, UserName user, boolean bound, Origin origin, Optional<Instant> expires)
        implements Credential {

    private static final int RANDOM_BYTES = 32;

    /** Where a key is managed. */
    public enum Origin {
        /** By the settings, read at each start. */
        SETTINGS,
        /** By the command {@code keys}, and by callers. */
        COMMAND
    }

    public ApiKey {
        if (name == null || !name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new InvalidRequestException("a key's name has 1 to 64 letters, digits, dots, hyphens and underscores,"
                    + " and begins with a letter or digit");
        }
    }

    /** A key bound to the user, or one without a user, which acts for the built-in one. */
    public static ApiKey of(String name, String key, Optional<UserName> boundTo, Origin origin) {
        UserName user = boundTo.orElse(InitializeAccessControl.BUILT_IN_USER);
        return new ApiKey(name, hash(key), user, boundTo.isPresent(), origin, Optional.empty());
    }

    /** This key, valid until that time. */
    public ApiKey expiring(Optional<Instant> until) {
        return new ApiKey(name, hash, user, bound, origin, until);
    }

    /** Whether it is valid at this time. */
    public boolean isValidAt(Instant time) {
        return expires.isEmpty() || time.isBefore(expires.get());
    }

    /** Whether that is this key, perhaps with another secret or expiry. */
    public boolean isSameAs(ApiKey other) {
        return name.equals(other.name) && user.equals(other.user) && bound == other.bound;
    }

    /** A random key that cannot be guessed. */
    public static String random() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /**
     * The SHA-256 of a key, in hexadecimal. Keys are long and random, so no slow function is needed; and since only
     * hashes are compared, timing reveals nothing about a key.
     */
    public static String hash(String key) {
        return HexFormat.of().formatHex(MessageDigests.get("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public UserName actsFor(Optional<UserName> named) {
        if (bound && named.isPresent() && !named.get().equals(user)) {
            throw new PermissionDeniedException(
                    "API key " + name + " is bound to user " + user + " and cannot act for another");
        }
        return named.orElse(user);
    }
}
