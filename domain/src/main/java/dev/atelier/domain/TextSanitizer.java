package dev.atelier.domain;

import java.util.regex.Pattern;

/** Makes text that came from outside fit to stand in a message or a reason. */
public final class TextSanitizer {

    private static final int MAX_QUOTE_LENGTH = 100;

    /** Control and format characters (those that turn the direction of text among them), line separators, half characters. */
    private static final String UNSEEN = "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}]";

    /** Spaces that look like the usual one are not it; the wide one of Chinese and Japanese does not. */
    private static final Pattern NAME = Pattern.compile("[ \\u3000[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Z}]]*");

    private TextSanitizer() {}

    /** The text in quotes, shortened, with characters that cannot be seen shown as {@code ?}. */
    public static String quote(String text) {
        if (text == null) {
            return "nothing";
        }
        return '"' + shortened(text, MAX_QUOTE_LENGTH).replaceAll(UNSEEN, "?") + '"';
    }

    /**
     * Whether people can tell the text by looking at it: it has letters of any script, marks, digits, symbols and usual spaces,
     * and no control, format, separator and private characters. That leaves out joiners, which some scripts write, as Unicode
     * does for identifiers: with one in it a name would look like another.
     */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * Passes for what something new may be called, see {@link #isName}. What has another name already keeps it.
     *
     * @param what is named, such as {@code user name}
     */
    public static void requireName(String what, String text) {
        if (!isName(text)) {
            throw new InvalidRequestException(
                    what + " " + quote(text) + " is not allowed: it has a character that cannot be seen;"
                            + " allowed are letters, marks, digits, symbols and usual spaces");
        }
    }

    /** The text, cut off after so many characters if it has more, with a mark that says so. */
    public static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }
}
