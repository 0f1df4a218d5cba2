package dev.atelier.persistence.download;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Header values beyond ASCII. The client hands out each byte as one character. */
final class HeaderText {

    /** What browsers read where ISO-8859-1 is meant. */
    private static final Charset WESTERN = Charset.forName("windows-1252");

    private HeaderText() {}

    /** The text as UTF-8 where it is that, else as ISO-8859-1. */
    static String decoded(String value) {
        return utf8(value).orElseGet(() -> new String(value.getBytes(StandardCharsets.ISO_8859_1), WESTERN));
    }

    /** A URL or reference: bytes that are no UTF-8 are sent back as they came. */
    static String reference(String value) {
        return utf8(value).orElseGet(() -> {
            StringBuilder escaped = new StringBuilder();
            for (char c : value.toCharArray()) {
                escaped.append(c < 0x80 ? String.valueOf(c) : String.format("%%%02X", (int) c));
            }
            return escaped.toString();
        });
    }

    private static Optional<String> utf8(String value) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
