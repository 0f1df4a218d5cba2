package dev.atelier.localgpu.webui.wire;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/** Streams the base64 text of a JSON string, without {@code data:} prefix, line breaks and JSON escapes. */
public final class JsonBase64Decoder {

    /** Python decodes it only with its padding, Java's and other clients leave it out. */
    private static final Base64Variant VARIANT =
            Base64Variants.MIME_NO_LINEFEEDS.withReadPadding(Base64Variant.PaddingReadBehaviour.PADDING_ALLOWED);

    private static final int MAX_PREFIX_LENGTH = 200;

    /** The string is not valid base64. */
    public static final class InvalidBase64Exception extends IOException {

        private static final long serialVersionUID = 1L;

        private InvalidBase64Exception(Throwable cause) {
            super("not base64", cause);
        }
    }

    private JsonBase64Decoder() {}

    /** @throws InvalidBase64Exception if the string is not complete base64 */
    public static void decode(JsonNode node, OutputStream out) throws IOException {
        try (JsonParser json = LenientJson.MAPPER.createParser(quoted(withoutPrefix(literal(node))))) {
            json.nextToken();
            json.readBinaryValue(VARIANT, out);
            json.nextToken(); // fails on anything behind a quote in the string
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new InvalidBase64Exception(e);
        }
    }

    private static InputStream quoted(InputStream literal) {
        return new SequenceInputStream(Collections.enumeration(List.of(quote(), literal, quote())));
    }

    private static InputStream quote() {
        return new ByteArrayInputStream(new byte[] {'"'});
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
}
