package dev.atelier.domain.checkpoint;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Encodes URLs as people and servers write them, with letters beyond ASCII, blanks and the like, as browsers do before
 * they send a request. What is encoded already stays as it is.
 */
final class UrlEncoder {

    private static final Pattern PARTS =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*:)?(//[^/?]*)?([^?]*)(\\?.*)?", Pattern.DOTALL);

    private static final Pattern AUTHORITY = Pattern.compile("//(.*?)(:[0-9]*)?");

    /** Besides blanks, controls and letters beyond ASCII; browsers send brackets and bars as they are, which RFC 3986 excludes. */
    private static final String ENCODED_IN_PATH = "\"<>[]^`{|}";

    private static final String ENCODED_IN_QUERY = "\"<>\\^`{|}'";

    private UrlEncoder() {}

    /**
     * The encoded URL or reference, without its fragment, which is never sent.
     *
     * @throws IllegalArgumentException if its host cannot be encoded
     */
    static String encode(String text) {
        String line = text.trim().replaceAll("[\\t\\r\\n]", "").replaceFirst("(?s)#.*", "");
        int query = line.indexOf('?');
        String slashed = query < 0
                ? line.replace('\\', '/')
                : line.substring(0, query).replace('\\', '/') + line.substring(query);
        Matcher parts = PARTS.matcher(slashed);
        if (!parts.matches()) {
            return slashed;
        }
        StringBuilder encoded = new StringBuilder();
        if (parts.group(1) != null) {
            encoded.append(parts.group(1));
        }
        if (parts.group(2) != null) {
            encoded.append(authority(parts.group(2)));
        }
        boolean lacksPath = parts.group(2) != null && parts.group(3).isEmpty();
        encode(lacksPath ? "/" : parts.group(3), ENCODED_IN_PATH, encoded);
        if (parts.group(4) != null) {
            encode(parts.group(4), ENCODED_IN_QUERY, encoded);
        }
        return encoded.toString();
    }

    private static String authority(String text) {
        Matcher parts = AUTHORITY.matcher(text);
        if (text.chars().allMatch(c -> c < 0x80) || text.contains("@") || !parts.matches()) {
            return text;
        }
        String port = parts.group(2) == null ? "" : parts.group(2);
        return "//" + IDN.toASCII(parts.group(1), IDN.USE_STD3_ASCII_RULES) + port;
    }

    private static void encode(String part, String others, StringBuilder encoded) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at++) {
            char c = (char) Byte.toUnsignedInt(bytes[at]);
            boolean isStray = c == '%' && !(at + 2 < bytes.length && isHex(bytes[at + 1]) && isHex(bytes[at + 2]));
            if (c <= ' ' || c >= 0x7f || isStray || others.indexOf(c) >= 0) {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            } else {
                encoded.append(c);
            }
        }
    }

    private static boolean isHex(byte digit) {
        return HexFormat.isHexDigit(digit);
    }
}
