package dev.atelier.persistence.download;

import java.nio.charset.Charset;
import java.util.Base64;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.core5.net.PercentCodec;

/** Reads text with encoded words (RFC 2047), which browsers take in file names, although HTTP has none. */
final class EncodedWords {

    /** A character set, a language that does not matter, the encoding, and text. */
    private static final Pattern WORD = Pattern.compile("=\\?([^?*\\s]+)(?:\\*[^?\\s]*)?\\?([bBqQ])\\?([^?\\s]*)\\?=");

    /** Blanks between words belong to neither. */
    private static final Pattern GAP = Pattern.compile("(?<=\\?=)\\s+(?==\\?)");

    private EncodedWords() {}

    /** The text with its encoded words decoded; those that cannot be are left as they are. */
    static String decode(String text) {
        return WORD.matcher(GAP.matcher(text).replaceAll(""))
                .replaceAll(word -> Matcher.quoteReplacement(decode(word)));
    }

    private static String decode(MatchResult word) {
        try {
            Charset charset = Charset.forName(word.group(1));
            return word.group(2).equalsIgnoreCase("B")
                    ? new String(Base64.getDecoder().decode(word.group(3)), charset)
                    : PercentCodec.decode(
                            word.group(3).replace("%", "%25").replace('_', ' ').replace('=', '%'), charset);
        } catch (IllegalArgumentException e) {
            return word.group(); // no such character set, or no base64
        }
    }
}
