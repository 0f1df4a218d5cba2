package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Streams the base64 text of a JSON string, without {@code data:} prefix, line breaks and JSON escapes. */
final class JsonBase64Decoder extends FilterInputStream {

    /** A multiple of four characters, which encode three bytes. */
    private static final int CHUNK = 4 * (16 << 10);

    private static final int MAX_PREFIX_LENGTH = 200;

    /** The string is not valid base64. */
    static final class InvalidBase64Exception extends IOException {

        private static final long serialVersionUID = 1L;

        private InvalidBase64Exception(Throwable cause) {
            super("not base64", cause);
        }
    }

    private boolean escaped;

    private JsonBase64Decoder(InputStream in) {
        super(in);
    }

    /** @throws InvalidBase64Exception if the string is not complete base64 */
    static void decode(JsonNode node, OutputStream out) throws IOException {
        try (InputStream base64 = open(node)) {
            for (byte[] part = base64.readNBytes(CHUNK); part.length > 0; part = base64.readNBytes(CHUNK)) {
                out.write(decoded(part));
            }
        }
    }

    private static InputStream open(JsonNode node) throws IOException {
        return new JsonBase64Decoder(withoutPrefix(literal(node)));
    }

    private static byte[] decoded(byte[] part) throws IOException {
        try {
            return Base64.getDecoder().decode(part);
        } catch (IllegalArgumentException e) {
            throw new InvalidBase64Exception(e);
        }
    }

    private static InputStream literal(JsonNode node) throws IOException {
        return SpoolingJsonParser.isLong(node)
                ? SpoolingJsonParser.longText(node).open()
                : new ByteArrayInputStream(node.asText().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static InputStream withoutPrefix(InputStream literal) throws IOException {
        PushbackInputStream in = new PushbackInputStream(literal, MAX_PREFIX_LENGTH);
        byte[] head = in.readNBytes(MAX_PREFIX_LENGTH);
        String text = new String(head, StandardCharsets.ISO_8859_1);
        int begin = text.startsWith("data:") ? text.indexOf(',') + 1 : 0;
        in.unread(head, begin, head.length - begin);
        return in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int kept = 0;
        while (kept == 0 && length > 0) {
            int read = super.read(bytes, offset, length);
            if (read < 0) {
                return -1;
            }
            for (int i = offset; i < offset + read; i++) {
                if (isSignificant(bytes[i])) {
                    bytes[offset + kept++] = bytes[i];
                }
            }
        }
        return kept;
    }

    /** False for whitespace, which JSON escapes, and for the backslash, which may escape a slash. */
    private boolean isSignificant(byte value) {
        boolean kept = escaped ? "nrt".indexOf(value) < 0 : "\\\n\r\t ".indexOf(value) < 0;
        escaped = !escaped && value == '\\';
        return kept;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
