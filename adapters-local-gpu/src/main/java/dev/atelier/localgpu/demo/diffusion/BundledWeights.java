package dev.atelier.localgpu.demo.diffusion;

import dev.atelier.localgpu.demo.diffusion.SafetensorsHeader.Tensor;
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
 * The weights in the jar: floats tensors are 8-bit integers with one scale per row, stored directly before the tensor under
 * its name with the suffix {@code .scale}. They are expanded to an ordinary model file with 16-bit tensors.
 */
public final class BundledWeights {

    private static final String RESOURCE = "tiny-emoji.int8.safetensors";
    private static final String SCALE = ".scale";

    private BundledWeights() {}

    /** The tensors that a supported model has, with their positions in the file that {@link #provide} writes. */
    static Map<String, Tensor> tensors() throws IOException {
        try (InputStream in = TinyDiffusionModel.open(RESOURCE)) {
            return expanded(readHeader(in));
        }
    }

    /** Writes the model file unless it exists and is complete. Atomic; concurrent calls are safe. */
    public static void provide(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(TinyDiffusionModel.open(RESOURCE))) {
            SafetensorsHeader bundled = readHeader(in);
            Map<String, Tensor> tensors = expanded(bundled);
            byte[] header = SafetensorsHeader.write(bundled.metadata(), tensors);
            if (!isComplete(file, header, size(tensors))) {
                // other processes may be writing the same file: each writes its own draft and moves it atomically
                Path draft = file.resolveSibling("." + UUID.randomUUID() + ".part");
                try {
                    write(draft, header, bundled, in);
                    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Files.deleteIfExists(draft);
                }
            }
        }
    }

    /** The header contains a hash of the weights, so a file of another version differs in it. */
    private static boolean isComplete(Path file, byte[] header, long bytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Files.size(file) == header.length + bytes && Arrays.equals(in.readNBytes(header.length), header);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static SafetensorsHeader readHeader(InputStream in) throws IOException {
        try {
            return SafetensorsHeader.read(in);
        } catch (IncompatibleModelException e) {
            throw new IllegalStateException(RESOURCE + " is damaged", e);
        }
    }

    private static Map<String, Tensor> expanded(SafetensorsHeader bundled) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        long end = 0;
        for (var entry : bundled.tensors().entrySet()) {
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

    private static void write(Path file, byte[] header, SafetensorsHeader bundled, DataInputStream in)
            throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            out.write(header);
            float[] scale = {};
            for (var entry : bundled.tensors().entrySet()) {
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
        byte[] scaled = new byte[row];
        float[] floats = new float[row];
        for (float factor : scale) {
            in.readNBytes(scaled, 0, row);
            for (int i = 0; i < row; i++) {
                floats[i] = scaled[i] * factor;
            }
            out.write(halves(floats));
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
