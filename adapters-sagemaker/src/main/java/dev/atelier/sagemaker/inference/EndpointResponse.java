package dev.atelier.sagemaker.inference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import dev.atelier.application.util.TemporaryDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * SD WebUI's response, as containers pass it on: JSON with base64 images. Images are streamed to files and replaced by
 * their index; other strings of more than a megabyte become null. So memory use is bounded for any response size.
 */
record EndpointResponse(JsonNode json, List<Path> images) {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes them
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final int MAX_TEXT_LENGTH = 1 << 20;
    private static final int MAX_TEXT = 16 << 20;

    /** @throws JsonProcessingException when the file is not valid JSON, or an image is truncated */
    static EndpointResponse read(Path file, TemporaryDirectory temporaryDirectory)
            throws IOException, InvalidEndpointResponseException {
        Set<Long> longTexts = longTexts(file);
        List<Path> images = new ArrayList<>();
        try (JsonParser in = parser(file);
                TokenBuffer slim = new TokenBuffer(in)) {
            long kept = 0;
            for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                if (token == JsonToken.VALUE_STRING && isImage(in.getParsingContext())) {
                    images.add(decode(in, temporaryDirectory.file("image-" + images.size())));
                    slim.writeNumber(images.size() - 1);
                } else if (longTexts.contains(start(in))) {
                    slim.writeNull();
                } else {
                    kept += in.getTextLength();
                    slim.copyCurrentEvent(in);
                }
                if (kept > MAX_TEXT) {
                    throw new InvalidEndpointResponseException(
                            "the endpoint's response has more than " + MAX_TEXT + " characters besides its images");
                }
            }
            JsonNode json = MAPPER.readTree(slim.asParser());
            return new EndpointResponse(json == null ? MissingNode.getInstance() : json, images);
        }
    }

    /** Offsets of strings that are too long to keep. The parser skips unread strings without buffering them. */
    private static Set<Long> longTexts(Path file) throws IOException {
        Set<Long> found = new HashSet<>();
        try (JsonParser in = parser(file)) {
            long begin = -1;
            for (JsonToken token = in.nextToken(); ; token = in.nextToken()) {
                if (begin >= 0 && start(in) - begin > MAX_TEXT_LENGTH) {
                    found.add(begin);
                }
                if (token == null) {
                    return found;
                }
                begin = token == JsonToken.VALUE_STRING ? start(in) : -1;
            }
        }
    }

    private static JsonParser parser(Path file) throws IOException {
        return MAPPER.createParser(Files.newInputStream(file)); // which the parser closes
    }

    private static long start(JsonParser in) {
        return in.currentTokenLocation().getByteOffset();
    }

    /** {@code image} of the whole, or a member of its {@code images}. */
    private static boolean isImage(JsonStreamContext at) {
        if (at.inArray()) {
            JsonStreamContext parent = at.getParent();
            return parent.inObject() && parent.getParent().inRoot() && "images".equals(parent.getCurrentName());
        }
        return at.inObject() && at.getParent().inRoot() && "image".equals(at.getCurrentName());
    }

    private static Path decode(JsonParser in, Path file) throws IOException, InvalidEndpointResponseException {
        try (OutputStream out = Files.newOutputStream(file)) {
            in.readBinaryValue(out);
            return file;
        } catch (IllegalArgumentException e) {
            throw new InvalidEndpointResponseException("the endpoint sent an image that is not base64");
        }
    }
}
