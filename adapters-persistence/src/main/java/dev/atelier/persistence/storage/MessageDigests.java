package dev.atelier.persistence.storage;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digest algorithms that every Java platform supports. */
public final class MessageDigests {

    private MessageDigests() {}

    public static MessageDigest get(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
