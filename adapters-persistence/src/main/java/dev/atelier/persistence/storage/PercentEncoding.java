package dev.atelier.persistence.storage;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Percent-encoding of text in URL paths: ASCII letters, digits and {@code - . _ ~} as they are, every other byte of its
 * UTF-8 as {@code %XX}. The JDK's encoders are for forms, or normalize the text first.
 */
public final class PercentEncoding {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentEncoding() {}

    public static String encode(String text) {
        return encode(text, false);
    }

    private static String encode(String text, boolean isPath) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (isPlain(octet) || isPath && octet == '/') {
                encoded.append((char) octet);
            } else {
                encoded.append('%').append(HEX.toHexDigits(octet));
            }
        }
        return encoded.toString();
    }

    /** Inverse of {@link #encode}. */
    public static String decode(String encoded) {
        return URLDecoder.decode(
                encoded, StandardCharsets.UTF_8); // a plus sign, which it reads as a space, never occurs
    }

    /** Encodes the segments between slashes. */
    public static String encodePath(String path) {
        return encode(path, true);
    }

    private static boolean isPlain(byte octet) {
        return octet >= 'a' && octet <= 'z'
                || octet >= 'A' && octet <= 'Z'
                || octet >= '0' && octet <= '9'
                || "-._~".indexOf(octet) >= 0;
    }
}
