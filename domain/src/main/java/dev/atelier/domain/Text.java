package dev.atelier.domain;

/** Makes text that came from outside fit to stand in a message or a reason. */
public final class Text {

    private static final int LONGEST_QUOTE = 100;

    private Text() {}

    /** The text in quotes, shortened, with control characters shown as {@code ?}. */
    public static String quote(String text) {
        if (text == null) {
            return "nothing";
        }
        return '"' + shortened(text, LONGEST_QUOTE).replaceAll("\\p{Cntrl}", "?") + '"';
    }

    /** The text, cut off after so many characters if it has more, with a mark that says so. */
    public static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "…";
    }
}
