package dev.atelier.localgpu.demo;

import dev.atelier.localgpu.demo.SafetensorsHeader.Tensor;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The weights that come with the node, beside this class: large tensors in 8 bits with a scale for each row, which lies
 * right before them, under the tensor's name with {@code .scale} at the end. What is made of them is a model file like any
 * other, in 16 bits.
 */
final class BundledWeights {

    private static final String RESOURCE = "tiny-emoji.int8.safetensors";
    private static final String SCALE = ".scale";

    private BundledWeights() {}

    /** The tensors of a model that the node can paint with, as they lie in the file that {@link #provide} makes. */
    static Map<String, Tensor> tensors() throws IOException {
        try (InputStream in = TinyDiffusionModel.open(RESOURCE)) {
            return written(begin(in));
        }
    }

    /** Sees to it that the model file is there, and whole; one that is stays as it is. */
    static void provide(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(TinyDiffusionModel.open(RESOURCE))) {
            SafetensorsHeader shipped = begin(in);
            Map<String, Tensor> tensors = written(shipped);
            byte[] header = SafetensorsHeader.write(shipped.metadata(), tensors);
            if (!isThere(file, header, size(tensors))) {
                // it appears whole or not at all, and others may do the same at this moment
                Path draft = file.resolveSibling("." + UUID.randomUUID() + ".part");
                try {
                    write(draft, header, shipped, in);
                    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Files.deleteIfExists(draft);
                }
            }
        }
    }

    /** The header holds a hash of the weights, so that a file of another version is told apart. */
    private static boolean isThere(Path file, byte[] header, long bytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Files.size(file) == header.length + bytes && Arrays.equals(in.readNBytes(header.length), header);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static SafetensorsHeader begin(InputStream in) throws IOException {
        try {
            return SafetensorsHeader.read(in);
        } catch (IncompatibleModelException e) {
            throw new IllegalStateException(RESOURCE + " is damaged", e);
        }
    }

    private static Map<String, Tensor> written(SafetensorsHeader shipped) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        long end = 0;
        for (var entry : shipped.tensors().entrySet()) {
            if (!entry.getKey().endsWith(SCALE)) {
                Tensor tensor = entry.getValue();
                long begin = end;
                end += tensor.elements() * Short.BYTES;
                tensors.put(entry.getKey(), new Tensor("F16", tensor.shape(), begin, end));
            }
        }
        return tensors;
    }

    private static long size(Map<String, Tensor> tensors) {
        return tensors.values().stream().mapToLong(Tensor::end).max().orElse(0);
    }

    private static void write(Path file, byte[] header, SafetensorsHeader shipped, DataInputStream in)
            throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            out.write(header);
            float[] scale = {};
            for (var entry : shipped.tensors().entrySet()) {
                Tensor tensor = entry.getValue();
                if (entry.getKey().endsWith(SCALE)) {
                    scale = floats(in, tensor);
                } else if (tensor.type().equals("I8")) {
                    writeScaled(out, in, scale, (int) (tensor.elements() / scale.length));
                } else {
                    out.write(halves(floats(in, tensor)));
                }
            }
        }
    }

    private static void writeScaled(OutputStream out, InputStream in, float[] scale, int row) throws IOException {
        byte[] small = new byte[row];
        float[] large = new float[row];
        for (float by : scale) {
            in.readNBytes(small, 0, row);
            for (int i = 0; i < row; i++) {
                large[i] = small[i] * by;
            }
            out.write(halves(large));
        }
    }

    private static float[] floats(DataInputStream in, Tensor tensor) throws IOException {
        float[] floats = new float[(int) tensor.elements()];
        byte[] bytes = in.readNBytes(floats.length * Float.BYTES);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }

    private static byte[] halves(float[] floats) {
        ByteBuffer bytes = ByteBuffer.allocate(floats.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : floats) {
            bytes.putShort(Float16.of(value));
        }
        return bytes.array();
    }
}
