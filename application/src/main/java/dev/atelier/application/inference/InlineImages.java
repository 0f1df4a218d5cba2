package dev.atelier.application.inference;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
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
        byte[] head = head(beginning);
        return head.length == HEAD
                && (InferenceOutcome.Format.of(head).isPresent()
                        || OTHERS.matcher(new String(head, StandardCharsets.ISO_8859_1))
                                .lookingAt());
    }

    /** The format of a base64 image, with or without a {@code data:} prefix. */
    static Optional<InferenceOutcome.Format> format(String beginning) {
        return InferenceOutcome.Format.of(head(beginning));
    }

    /** The first bytes, {@link #HEAD} of them where there are as many; none where it is not base64. */
    private static byte[] head(String beginning) {
        String base64 = PREFIX.matcher(beginning).replaceFirst("").replaceAll("\\s+", "");
        try {
            byte[] bytes = Base64.getDecoder().decode(base64.substring(0, Math.min(24, base64.length())));
            return Arrays.copyOf(bytes, Math.min(HEAD, bytes.length));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
