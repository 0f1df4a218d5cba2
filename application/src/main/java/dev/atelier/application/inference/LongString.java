package dev.atelier.application.inference;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A string of a payload that is too long to be held in memory, which images are.
 *
 * @param head its first characters, without escapes
 */
public record LongString(String head) {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(u([0-9a-fA-F]{4})|.)|\\\\.{0,5}$");

    /** The string of which JSON begins like this, between its quotes. The last escape may be incomplete. */
    public static LongString ofJson(String raw) {
        return new LongString(
                ESCAPE.matcher(raw).replaceAll(match -> Matcher.quoteReplacement(unescaped(match.group()))));
    }

    private static String unescaped(String escape) {
        if (escape.length() == 6) {
            return String.valueOf((char) Integer.parseInt(escape.substring(2), 16));
        }
        if (escape.length() != 2) {
            return "";
        }
        int control = "bfnrt".indexOf(escape.charAt(1));
        return control < 0 ? escape.substring(1) : String.valueOf("\b\f\n\r\t".charAt(control));
    }
}
