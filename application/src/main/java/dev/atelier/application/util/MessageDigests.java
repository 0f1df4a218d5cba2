package dev.atelier.application.util;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digest algorithms that every Java platform supports: MD5, SHA-1 and SHA-256. */
public final class MessageDigests {

    private MessageDigests() {}

    /** A new digest, which is not thread-safe. */
    public static MessageDigest get(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
