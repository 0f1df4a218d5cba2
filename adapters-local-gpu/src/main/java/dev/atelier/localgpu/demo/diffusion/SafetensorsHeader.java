package dev.atelier.localgpu.demo.diffusion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file: eight bytes with the length of the JSON that follows, which holds the position of each
 * tensor in the rest of the file.
 *
 * @param metadata the header's metadata; an empty object if there is none
 * @param tensors in the order of the header
 * @param length in bytes, including the first eight
 */
record SafetensorsHeader(ObjectNode metadata, Map<String, Tensor> tensors, long length) {

    /** A real Stable Diffusion model, whose header has less than 1 MiB, is to be rejected by its tensors. */
    private static final long MAX_HEADER_LENGTH = 16 << 20;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String METADATA = "__metadata__";

    /** @param begin offset of its first byte from the end of the header */
    record Tensor(String type, List<Long> shape, long begin, long end) {

        long elements() {
            return shape.stream().reduce(1L, (a, b) -> a * b);
        }

        private static Tensor of(JsonNode json) {
            List<Long> shape = new ArrayList<>();
            json.path("shape").forEach(length -> shape.add(length.asLong(-1)));
            JsonNode offsets = json.path("data_offsets");
            return new Tensor(
                    json.path("dtype").asText(),
                    shape,
                    offsets.path(0).asLong(-1),
                    offsets.path(1).asLong(-1));
        }

        private ObjectNode toJson() {
            ObjectNode json = JsonNodeFactory.instance.objectNode().put("dtype", type);
            ArrayNode lengths = json.putArray("shape");
            shape.forEach(lengths::add);
            json.putArray("data_offsets").add(begin).add(end);
            return json;
        }
    }

    /** Leaves the stream at the end of the header. */
    static SafetensorsHeader read(InputStream file) throws IOException, IncompatibleModelException {
        DataInputStream in = new DataInputStream(file);
        byte[] first = in.readNBytes(Long.BYTES);
        long length = first.length < Long.BYTES
                ? -1
                : ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > MAX_HEADER_LENGTH) {
            throw new IncompatibleModelException("this is no safetensors file");
        }
        ObjectNode header = parse(in.readNBytes((int) length));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        JsonNode metadata = header.remove(METADATA);
        header.properties().forEach(entry -> tensors.put(entry.getKey(), Tensor.of(entry.getValue())));
        return new SafetensorsHeader(
                metadata instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode(),
                tensors,
                Long.BYTES + length);
    }

    private static ObjectNode parse(byte[] json) throws IOException, IncompatibleModelException {
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode header) {
                return header;
            }
            throw new IncompatibleModelException("this is no safetensors file");
        } catch (JsonProcessingException e) {
            throw new IncompatibleModelException("this is no safetensors file");
        }
    }

    /** Encodes the header of a file with these tensors. */
    static byte[] write(ObjectNode metadata, Map<String, Tensor> tensors) {
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        header.set(METADATA, metadata);
        tensors.forEach((name, tensor) -> header.set(name, tensor.toJson()));
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 7) / 8 * 8;
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(padded).put(text);
        while (bytes.hasRemaining()) {
            bytes.put((byte) ' ');
        }
        return bytes.array();
    }
}
