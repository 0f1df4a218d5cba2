package dev.atelier.localgpu.webui;

import dev.atelier.application.inference.InferenceOutcome.Format;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Tells pictures by their first bytes. */
final class PictureFormats {

    /** How many bytes tell. */
    static final int HEAD = 16;

    /** How the formats begin that Python's imaging library reads and that clients send; dots stand for any byte. */
    private static final List<String> BEGINNINGS = List.of(
            "\u0089PNG\r\n\u001a\n", "\u00ff\u00d8\u00ff", "RIFF....WEBP", "GIF8", "BM", "II*\0", "MM\0*", "....ftyp");

    private PictureFormats() {}

    /** The format, if it is one of those that SD WebUI writes. */
    static Optional<Format> of(byte[] head) {
        String text = text(head);
        if (begins(text, BEGINNINGS.get(0))) {
            return Optional.of(Format.PNG);
        }
        if (begins(text, BEGINNINGS.get(1))) {
            return Optional.of(Format.JPEG);
        }
        return begins(text, BEGINNINGS.get(2)) ? Optional.of(Format.WEBP) : Optional.empty();
    }

    static boolean isPicture(byte[] head) {
        String text = text(head);
        return head.length == HEAD && BEGINNINGS.stream().anyMatch(beginning -> begins(text, beginning));
    }

    private static String text(byte[] head) {
        return new String(head, StandardCharsets.ISO_8859_1);
    }

    private static boolean begins(String text, String beginning) {
        if (text.length() < beginning.length()) {
            return false;
        }
        for (int i = 0; i < beginning.length(); i++) {
            if (beginning.charAt(i) != '.' && beginning.charAt(i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
