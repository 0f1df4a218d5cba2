package dev.atelier.persistence.merge.safetensors;

import io.micronaut.core.type.Argument;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A safetensors file in memory, written and read after the format's description, independent of the service's code. */
final class TestModel {

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private Map<String, Object> metadata = Map.of();

    /** A tensor's little-endian bytes. */
    record Tensor(String dtype, List<Long> shape, byte[] data) {}

    TestModel with(String name, String dtype, List<Long> shape, byte[] data) {
        tensors.put(name, new Tensor(dtype, shape, data));
        return this;
    }

    /** Adds a tensor of these numbers, rounded to its precision. */
    TestModel with(String name, Precision precision, List<Long> shape, float... numbers) {
        return with(name, precision.name(), shape, precision.bytes(numbers));
    }

    /** Adds a tensor of one dimension. */
    TestModel with(String name, Precision precision, float... numbers) {
        return with(name, precision, List.of((long) numbers.length), numbers);
    }

    Tensor tensor(String name) {
        return tensors.get(name);
    }

    float[] numbers(String name) {
        Tensor tensor = tensors.get(name);
        return Precision.valueOf(tensor.dtype()).numbers(tensor.data());
    }

    List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    TestModel described(Map<String, String> fields) {
        metadata = new LinkedHashMap<>(fields);
        return this;
    }

    Map<String, Object> metadata() {
        return metadata;
    }

    byte[] bytes() {
        List<String> entries = new ArrayList<>();
        if (!metadata.isEmpty()) {
            entries.add(metadata.entrySet().stream()
                    .map(field -> "\"" + field.getKey() + "\": \"" + field.getValue() + "\"")
                    .collect(Collectors.joining(", ", "\"__metadata__\": {", "}")));
        }
        long end = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            long begin = end;
            end += tensor.data().length;
            entries.add(String.format(
                    "\"%s\": {\"dtype\": \"%s\", \"shape\": %s, \"data_offsets\": [%d, %d]}",
                    entry.getKey(), tensor.dtype(), tensor.shape(), begin, end));
        }
        byte[] header =
                entries.stream().collect(Collectors.joining(", ", "{", "}")).getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + (int) end).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        tensors.values().forEach(tensor -> file.put(tensor.data()));
        return file.array();
    }

    @SuppressWarnings("unchecked")
    static TestModel read(byte[] bytes) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[(int) file.getLong()];
        file.get(header);
        TestModel model = new TestModel();
        Map<String, Object> entries =
                (Map<String, Object>) JsonMapper.createDefault().readValue(header, Argument.OBJECT_ARGUMENT);
        entries.forEach((name, entry) -> {
            Map<String, Object> fields = (Map<String, Object>) entry;
            if (name.equals("__metadata__")) {
                model.metadata = fields;
                return;
            }
            long[] offsets = longs(fields.get("data_offsets")).toArray();
            byte[] data = new byte[(int) (offsets[1] - offsets[0])];
            file.get(8 + header.length + (int) offsets[0], data);
            model.with(
                    name,
                    fields.get("dtype").toString(),
                    longs(fields.get("shape")).boxed().toList(),
                    data);
        });
        return model;
    }

    private static LongStream longs(Object list) {
        return ((List<?>) list).stream().mapToLong(number -> ((Number) number).longValue());
    }
}
