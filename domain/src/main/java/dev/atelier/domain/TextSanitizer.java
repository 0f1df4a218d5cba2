package dev.atelier.domain;

import java.util.regex.Pattern;

/** Makes untrusted text fit for messages and reasons. */
public final class TextSanitizer {

    private static final int MAX_QUOTE_LENGTH = 100;

    /** How many characters are looked at for one that is kept. */
    private static final int MAX_UNSEEN = 4;

    /**
     * Control and format characters (including those that change the text direction), line separators, unpaired
     * surrogates.
     */
    private static final String UNSEEN = "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}]";

    /** The usual space, and the wide one of Chinese and Japanese. */
    private static final String SPACE = "[ \\u3000]";

    /** What else Unicode has as Default_Ignorable_Code_Point (fillers, variation selectors), and the empty pattern of Braille. */
    private static final String IGNORABLE = "\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u2065\\u2800\\u3164"
            + "\\ufe00-\\ufe0f\\uffa0\\ufff0-\\ufff8\\x{e0000}-\\x{e0fff}";

    private static final Pattern NAME = Pattern.compile("(?!" + SPACE + ")[" + SPACE
            + "[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Z}" + IGNORABLE + "]]*+(?<!" + SPACE + ")");

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
     * but no control, format, separator and private characters, nor a space at its beginning or end. Joiners, which some
     * scripts use, are excluded, as Unicode does for identifiers: with one a name would look the same as another.
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
                    what + " " + quote(text) + " is not allowed: it has an invisible character,"
                            + " or a space at its beginning or end;"
                            + " allowed are letters, marks, digits, symbols and usual spaces");
        }
    }

    /**
     * The text without characters that cannot be seen, on one line, with single spaces: at most this many characters, the last one
     * an ellipsis if it is longer.
     */
    public static String plain(String text, int longest) {
        // What is cut off here would hardly be kept, and may be very long.
        String beginning = text.substring(0, Math.min(text.length(), longest * MAX_UNSEEN));
        String plain = beginning
                .replaceAll("\\s+", " ")
                .replaceAll(UNSEEN, "")
                .replaceAll(" +", " ")
                .strip();
        return plain.length() <= longest
                ? plain
                : plain.substring(0, longest - 1).replaceAll("\\p{Cs}", "").strip() + "…";
    }

    /** The text, truncated to this many characters with an ellipsis if it is longer. */
    public static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }
}
