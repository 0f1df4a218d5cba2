package dev.atelier.persistence.merge.safetensors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metadata that describes a model (https://github.com/Stability-AI/ModelSpec): its architecture, by which software
 * knows how to load it, its author and license.
 */
final class ModelSpec {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String PREFIX = "modelspec.";

    /** It is that of the tensors, which a merge changes. */
    private static final String HASH = "modelspec.hash_sha256";

    private ModelSpec() {}

    /** Reads the header of a safetensors file, whose form and length have been checked. */
    static Map<String, String> read(SeekableByteChannel file) throws IOException {
        int length = (int) bytes(file, 0, Long.BYTES).getLong();
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(bytes(file, Long.BYTES, length).array())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean metadata = json.currentName().equals("__metadata__");
                if (json.nextToken() == JsonToken.START_OBJECT && metadata) {
                    addFields(json, fields);
                } else {
                    json.skipChildren();
                }
            }
        }
        return fields;
    }

    private static void addFields(JsonParser json, Map<String, String> fields) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (json.nextToken() == JsonToken.VALUE_STRING && name.startsWith(PREFIX) && !name.equals(HASH)) {
                fields.put(name, json.getText());
            }
            json.skipChildren();
        }
    }

    private static ByteBuffer bytes(SeekableByteChannel file, long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        file.position(from);
        while (bytes.hasRemaining() && file.read(bytes) >= 0) {
            // until the bytes are all there, or the file ends
        }
        return bytes.flip();
    }
}
