package dev.atelier.rest;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * Normalizes request targets. Clients of the documented API call {@code /x} under the gateway's stage as {@code
 * /prod/x}, add extra slashes, and leave characters unescaped; all of that means the same.
 */
final class RequestUri {

    private static final String STAGE = "prod";
    private static final String UNRESERVED = "-._~";
    private static final String RESERVED = ":/?#@!$&'()*+,;=";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private RequestUri() {}

    /**
     * The target without stage, doubled and trailing slashes, and with all characters escaped that a URI cannot
     * contain.
     */
    static String normalize(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        String normal = !path.startsWith("/") || isNormal(path)
                ? target
                : normalPath(path) + (query < 0 ? "" : target.substring(query));
        return escape(normal);
    }

    private static boolean isNormal(String path) {
        return !path.contains("//") && !path.startsWith("/" + STAGE) && (path.length() == 1 || !path.endsWith("/"));
    }

    private static String normalPath(String path) {
        String[] parts =
                Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toArray(String[]::new);
        boolean staged = parts.length > 0 && parts[0].equals(STAGE);
        return Arrays.stream(parts).skip(staged ? 1 : 0).collect(Collectors.joining("/", "/", ""));
    }

    /** Each character is a byte of the request line, so UTF-8 is escaped byte by byte. */
    private static String escape(String target) {
        StringBuilder escaped = null;
        for (int at = 0; at < target.length(); at++) {
            char character = target.charAt(at);
            boolean fine = isLegal(character) || isEscape(target, at);
            if (!fine && escaped == null) {
                escaped = new StringBuilder(target.length() + 16).append(target, 0, at);
            }
            if (escaped != null) {
                escaped.append(fine ? String.valueOf(character) : "%" + HEX.toHexDigits((byte) character));
            }
        }
        return escaped == null ? target : escaped.toString();
    }

    private static boolean isLegal(char character) {
        return character >= 'a' && character <= 'z'
                || character >= 'A' && character <= 'Z'
                || character >= '0' && character <= '9'
                || UNRESERVED.indexOf(character) >= 0
                || RESERVED.indexOf(character) >= 0;
    }

    private static boolean isEscape(String target, int at) {
        return target.charAt(at) == '%'
                && at + 2 < target.length()
                && HexFormat.isHexDigit(target.charAt(at + 1))
                && HexFormat.isHexDigit(target.charAt(at + 2));
    }
}
