package dev.atelier.localgpu.demo.diffusion;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.localgpu.demo.diffusion.SafetensorsHeader.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Writes tiny-emoji's model file and variants of it, for tests of this and other modules. */
public final class TinyEmojiFile {

    private TinyEmojiFile() {}

    /** The demo node's own file: 28 MB, all tensors F16. */
    public static Path write(Path file) throws IOException {
        BundledWeights.provide(file);
        return file;
    }

    /**
     * A file of the same architecture with other weights.
     *
     * @param names prefix of the names of the tensors to multiply, for example {@code model.diffusion_model.out}
     */
    public static Path writeScaled(Path file, String names, float factor) throws IOException {
        return write(file, "F16", names, factor);
    }

    /** The same weights as F32 or BF16. */
    public static Path writeAs(Path file, String type) throws IOException {
        return write(file, type, "none", 1);
    }

    /** Without one of the tensors. */
    public static Path writeWithout(Path file, String name) throws IOException {
        return write(file, tensors -> tensors.remove(name));
    }

    /** With another type, shape and position of one tensor in the header. */
    public static Path writeWith(Path file, String name, String type, List<Long> shape, long begin, long end)
            throws IOException {
        return write(file, tensors -> tensors.put(name, new Tensor(type, shape, begin, end)));
    }

    private static Path write(Path file, Consumer<Map<String, Tensor>> change) throws IOException {
        byte[] original = Files.readAllBytes(write(file));
        SafetensorsHeader begin = header(original);
        Map<String, Tensor> tensors = new LinkedHashMap<>(begin.tensors());
        change.accept(tensors);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(SafetensorsHeader.write(begin.metadata(), tensors));
            out.write(original, (int) begin.length(), original.length - (int) begin.length());
        }
        return file;
    }

    private static Path write(Path file, String type, String names, float factor) throws IOException {
        byte[] original = Files.readAllBytes(write(file));
        SafetensorsHeader begin = header(original);
        int size = type.equals("F32") ? Float.BYTES : Short.BYTES;
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        begin.tensors()
                .forEach((name, tensor) -> tensors.put(
                        name, new Tensor(type, tensor.shape(), tensor.begin() / 2 * size, tensor.end() / 2 * size)));
        ByteBuffer from = little(original).position((int) begin.length());
        ByteBuffer to = little(new byte[from.remaining() / 2 * size]);
        begin.tensors().forEach((name, tensor) -> {
            for (long i = 0; i < tensor.elements(); i++) {
                put(to, type, Float16.toFloat(from.getShort()) * (name.startsWith(names) ? factor : 1));
            }
        });
        ObjectNode metadata = JsonNodeFactory.instance.objectNode().put("format", "pt");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(SafetensorsHeader.write(metadata, tensors));
            out.write(to.array());
        }
        return file;
    }

    private static void put(ByteBuffer to, String type, float value) {
        switch (type) {
            case "F32" -> to.putFloat(value);
            case "BF16" -> to.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
            default -> to.putShort(Float16.of(value));
        }
    }

    private static SafetensorsHeader header(byte[] file) throws IOException {
        try {
            return SafetensorsHeader.read(new ByteArrayInputStream(file));
        } catch (IncompatibleModelException e) {
            throw new AssertionError(e);
        }
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
