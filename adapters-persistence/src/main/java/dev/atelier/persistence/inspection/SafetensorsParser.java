package dev.atelier.persistence.inspection;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;

/**
 * Parses safetensors: eight bytes with the header's length, the header in JSON, then the tensors' bytes without gap or
 * overlap.
 */
final class SafetensorsParser {

    /** Limit of the format. */
    private static final long MAX_HEADER_LENGTH = 100_000_000;

    private static final JsonFactory JSON = new JsonFactory();

    private SafetensorsParser() {}

    /** Receives the tensors of a header, in its order. */
    @FunctionalInterface
    interface Visitor {
        void visit(String name, TensorInfo tensor) throws ModelFileFormatException;
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
            throw new ModelFileFormatException("its header should have " + Long.toUnsignedString(length)
                    + " bytes, but the file has " + size + " and a header " + longest + " at most");
        }
        header(ChannelReads.stream(file, Long.BYTES, length), visitor);
        return Long.BYTES + length;
    }

    private static void header(InputStream in, Visitor visitor) throws ModelFileFormatException, IOException {
        try (JsonParser json = JSON.createParser(in)) {
            require(json.nextToken() == JsonToken.START_OBJECT, "its header is not a JSON object");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                require(
                        json.nextToken() == JsonToken.START_OBJECT,
                        "its header's entry for a tensor is not a JSON object");
                if (name.equals("__metadata__")) {
                    json.skipChildren();
                } else {
                    visitor.visit(name, TensorInfo.read(json));
                }
            }
            require(json.nextToken() == null, "its header has content after the JSON object");
        } catch (JsonProcessingException e) {
            throw new ModelFileFormatException("its header is not JSON: " + e.getOriginalMessage());
        }
    }

    static void require(boolean holds, String otherwise) throws ModelFileFormatException {
        if (!holds) {
            throw new ModelFileFormatException(otherwise);
        }
    }
}
