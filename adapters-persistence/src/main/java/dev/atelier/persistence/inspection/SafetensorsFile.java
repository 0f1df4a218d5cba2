package dev.atelier.persistence.inspection;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Eight bytes with the header's length, the header in JSON, then the bytes of the tensors without gap or overlap. */
final class SafetensorsFile {

    /** The format's own bound. */
    private static final long LONGEST_HEADER = 100_000_000;

    private static final JsonFactory JSON = new JsonFactory();

    private SafetensorsFile() {}

    static void inspect(Path file) throws Finding, IOException {
        long size = Files.size(file);
        if (size < Long.BYTES + 2) {
            throw new Finding("it has " + size + " bytes, too few for a safetensors file");
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            long length = Long.reverseBytes(in.readLong());
            if (length < 2 || length > LONGEST_HEADER || length > size - Long.BYTES) {
                throw new Finding("its header should have " + Long.toUnsignedString(length)
                        + " bytes, but the file has " + size + " and a header " + LONGEST_HEADER + " at most");
            }
            Tensors tensors = new Tensors();
            header(new FirstBytes(in, length), tensors);
            tensors.requireToFill(size - Long.BYTES - length);
        }
    }

    private static void header(InputStream in, Tensors tensors) throws Finding, IOException {
        try (JsonParser json = JSON.createParser(in)) {
            require(json.nextToken() == JsonToken.START_OBJECT, "its header is no JSON object");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                require(
                        json.nextToken() == JsonToken.START_OBJECT,
                        "what its header says of a tensor is no JSON object");
                if (name.equals("__metadata__")) {
                    json.skipChildren();
                } else {
                    tensors.add(TensorEntry.read(json));
                }
            }
            require(json.nextToken() == null, "its header goes on after its end");
        } catch (JsonProcessingException e) {
            throw new Finding("its header is no JSON: " + e.getOriginalMessage());
        }
    }

    static void require(boolean holds, String otherwise) throws Finding {
        if (!holds) {
            throw new Finding(otherwise);
        }
    }
}
