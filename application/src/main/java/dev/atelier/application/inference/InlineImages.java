package dev.atelier.application.inference;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/** Recognizes base64 images by their first characters. */
final class InlineImages {

    private static final int HEAD = 16;

    private static final Pattern PREFIX = Pattern.compile("^data:[^,]{0,100},");

    /** The first bytes of the other formats that Python's imaging library reads and that clients send. */
    private static final Pattern OTHERS = Pattern.compile("(?s)GIF8|BM|II\\*\\x00|MM\\x00\\*|....ftyp");

    private InlineImages() {}

    static boolean isImage(String beginning) {
        if (beginning.startsWith("data:image/")) {
            return !NodePaths.isLike(beginning); // as a path, data:image/../../a would leave the folder
        }
        String base64 = PREFIX.matcher(beginning).replaceFirst("").replaceAll("\\s+", "");
        try {
            return isImage(Base64.getDecoder().decode(base64.substring(0, Math.min(24, base64.length()))));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isImage(byte[] bytes) {
        byte[] head = Arrays.copyOf(bytes, Math.min(HEAD, bytes.length));
        return head.length == HEAD
                && (InferenceOutcome.Format.of(head).isPresent()
                        || OTHERS.matcher(new String(head, StandardCharsets.ISO_8859_1))
                                .lookingAt());
    }
}
