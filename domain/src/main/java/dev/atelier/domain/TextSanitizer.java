package dev.atelier.domain;

import java.util.regex.Pattern;

/** Makes untrusted text fit for messages and reasons. */
public final class TextSanitizer {

    private static final int MAX_QUOTE_LENGTH = 100;

    /**
     * Control and format characters (including those that change the text direction), line separators, unpaired
     * surrogates.
     */
    private static final String UNSEEN = "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}]";

    /** Spaces other than the usual one, except the wide one of Chinese and Japanese. */
    private static final Pattern NAME = Pattern.compile("[ \\u3000[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Z}]]*");

    private TextSanitizer() {}

    /** The text in quotes, shortened, with invisible characters replaced by {@code ?}. */
    public static String quote(String text) {
        if (text == null) {
            return "nothing";
        }
        return '"' + shortened(text, MAX_QUOTE_LENGTH).replaceAll(UNSEEN, "?") + '"';
    }

    /**
     * Whether the text consists of visible characters: letters of any script, marks, digits, symbols and usual spaces,
     * but no control, format, separator and private characters. Joiners, which some scripts use, are excluded, as
     * Unicode does for identifiers: with one a name would look the same as another.
     */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * Checks the name of something new, see {@link #isName}. Existing names stay valid.
     *
     * @param what what is named, such as {@code user name}
     */
    public static void requireName(String what, String text) {
        if (!isName(text)) {
            throw new InvalidRequestException(
                    what + " " + quote(text) + " is not allowed: it has an invisible character;"
                            + " allowed are letters, marks, digits, symbols and usual spaces");
        }
    }

    /** The text, truncated to this many characters with an ellipsis if it is longer. */
    public static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }
}
