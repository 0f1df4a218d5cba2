package dev.atelier.domain;

/** Makes text that came from outside fit to stand in a message. */
public final class Text {

    private static final int LONGEST_QUOTE = 100;

    private Text() {}

    /** The text in quotes, shortened, with control characters shown as {@code ?}. */
    public static String quote(String text) {
        if (text == null) {
            return "nothing";
        }
        String shown = text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
        return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
    }
}
