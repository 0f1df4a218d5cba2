package dev.atelier.localgpu.webui;

import dev.atelier.application.inference.InferenceOutcome.Format;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Tells pictures by their first bytes. */
final class PictureFormats {

    /** How many bytes tell. */
    static final int HEAD = 16;

    /** How the other formats begin that Python's imaging library reads and that clients send. */
    private static final Pattern OTHERS = Pattern.compile("(?s)GIF8|BM|II\\*\\x00|MM\\x00\\*|....ftyp");

    private PictureFormats() {}

    static boolean isPicture(byte[] head) {
        return head.length == HEAD && (Format.of(head).isPresent() || isOther(head));
    }

    private static boolean isOther(byte[] head) {
        return OTHERS.matcher(new String(head, StandardCharsets.ISO_8859_1)).lookingAt();
    }
}
