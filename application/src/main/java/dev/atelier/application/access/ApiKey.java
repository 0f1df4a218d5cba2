package dev.atelier.application.access;

import dev.atelier.domain.access.UserName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A key that admits a client.
 *
 * @param name what the installation calls it
 * @param hash of the key itself, see {@link #hash}
 * @param user for whom calls are made that name nobody
 */
public record ApiKey(String name, String hash, UserName user) {

    /**
     * The SHA-256 of a key, in hexadecimal. Keys are long and random, so no slow function is needed; and since only
     * hashes are ever compared, the time a comparison takes tells nothing about a key.
     */
    public static String hash(String key) {
        try {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
