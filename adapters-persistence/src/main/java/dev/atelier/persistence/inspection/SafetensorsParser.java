package dev.atelier.persistence.inspection;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.atelier.domain.TextSanitizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Parses safetensors: eight bytes with the header's length, the header in JSON, then the tensors' bytes without gap or
 * overlap.
 */
final class SafetensorsParser {

    /** Limit of the format. */
    static final long MAX_HEADER_LENGTH = 100_000_000;

    /** More than the names of any model have together; bounds memory for a crafted header. */
    private static final int MAX_NAME_CHARACTERS = 32 * 1024 * 1024;

    /** As deep as the format's own reader goes. */
    private static final int MAX_DEPTH = 127;

    private static final String METADATA = "__metadata__";

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private SafetensorsParser() {}

    /** Receives the tensors of a header, in its order, and its metadata, wherever that stands. */
    @FunctionalInterface
    interface Visitor {
        void visit(String name, TensorInfo tensor) throws ModelFileFormatException;

        /** A text of the metadata, as it is written there; does nothing by default. */
        default void visitMetadata(String name, String value) {}
    }

    static void inspect(SeekableByteChannel file) throws ModelFileFormatException, IOException {
        TensorLayoutCheck tensorLayoutCheck = new TensorLayoutCheck();
        long data = readHeader(file, MAX_HEADER_LENGTH, (name, tensor) -> tensorLayoutCheck.add(tensor));
        tensorLayoutCheck.requireToFill(file.size() - data);
    }

    /** Reads from the beginning of a file to the end of its header, and returns that offset. */
    static long readHeader(SeekableByteChannel file, long longest, Visitor visitor)
            throws ModelFileFormatException, IOException {
        long size = file.size();
        if (size < Long.BYTES + 2) {
            throw new ModelFileFormatException("it has " + size + " bytes, too few for a safetensors file");
        }
        long length = ChannelReads.read(file, 0, Long.BYTES).getLong();
        if (length < 2 || length > longest || length > size - Long.BYTES) {
            boolean isTruncated = length >= 2 && length <= longest;
            throw new ModelFileFormatException((isTruncated ? "it is truncated: " : "") + "its header should have "
                    + Long.toUnsignedString(length) + " bytes, but the file has " + size + " and a header " + longest
                    + " at most");
        }
        header(ChannelReads.stream(file, Long.BYTES, length), visitor);
        return Long.BYTES + length;
    }

    private static void header(InputStream in, Visitor visitor) throws ModelFileFormatException, IOException {
        try (JsonParser json = JSON.createParser(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()))) {
            require(json.nextToken() == JsonToken.START_OBJECT, "its header is not a JSON object");
            Set<String> names = new HashSet<>();
            int characters = 0;
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = text(json.currentName());
                characters += name.length();
                require(characters <= MAX_NAME_CHARACTERS, "the names in its header are longer than any model needs");
                require(names.add(name), "its header has the name " + TextSanitizer.quote(name) + " twice");
                json.nextToken();
                if (name.equals(METADATA)) {
                    readMetadata(json, visitor);
                } else {
                    require(
                            json.currentToken() == JsonToken.START_OBJECT,
                            "its header's entry for a tensor is not a JSON object");
                    visitor.visit(name, TensorInfo.read(json));
                }
            }
            require(json.nextToken() == null, "its header has content after the JSON object");
        } catch (JsonProcessingException e) {
            throw new ModelFileFormatException("its header is not JSON: " + e.getOriginalMessage());
        } catch (CharacterCodingException e) {
            throw new ModelFileFormatException("its header is not UTF-8 text");
        }
    }

    /** Texts by name, or null; a tensor of that name would be something else. */
    private static void readMetadata(JsonParser json, Visitor visitor) throws ModelFileFormatException, IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        require(
                json.currentToken() == JsonToken.START_OBJECT,
                "its " + METADATA + " is neither a JSON object nor null");
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = text(json.currentName());
            require(
                    json.nextToken() == JsonToken.VALUE_STRING,
                    "its " + METADATA + " has a value that is not a text, " + TextSanitizer.quote(name));
            visitor.visitMetadata(name, text(json.getText()));
        }
    }

    /** JSON can escape half a character, which no text contains. */
    private static String text(String escaped) throws ModelFileFormatException {
        require(
                escaped.codePoints().noneMatch(c -> c <= Character.MAX_VALUE && Character.isSurrogate((char) c)),
                "its header has a text with half of a surrogate pair");
        return escaped;
    }

    static void require(boolean holds, String otherwise) throws ModelFileFormatException {
        if (!holds) {
            throw new ModelFileFormatException(otherwise);
        }
    }
}
