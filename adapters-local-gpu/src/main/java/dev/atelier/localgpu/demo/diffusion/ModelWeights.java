package dev.atelier.localgpu.demo.diffusion;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.atelier.application.util.MessageDigests;
import dev.atelier.localgpu.demo.diffusion.SafetensorsHeader.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** An open model file with all tensors of tiny-emoji in the right shapes; other tensors in it are ignored. */
final class ModelWeights implements AutoCloseable {

    private static final Map<String, Integer> BYTES = Map.of("F32", 4, "F16", 2, "BF16", 2);

    private static final int CHUNK = 1 << 16;

    private final FileChannel file;
    private final long begin;
    private final Map<String, Tensor> tensors;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);

    private ModelWeights(FileChannel file, long begin, Map<String, Tensor> tensors) {
        this.file = file;
        this.begin = begin;
        this.tensors = tensors;
    }

    /** @throws IncompatibleModelException if the file does not have tiny-emoji's architecture */
    static ModelWeights open(Path path) throws IOException, IncompatibleModelException {
        FileChannel file = FileChannel.open(path);
        try {
            SafetensorsHeader header = SafetensorsHeader.read(Channels.newInputStream(file));
            Map<String, Tensor> tensors = BundledWeights.tensors();
            for (var expected : tensors.entrySet()) {
                Tensor found = header.tensors().get(expected.getKey());
                check(expected.getKey(), expected.getValue(), found, file.size() - header.length());
                expected.setValue(found);
            }
            return new ModelWeights(file, header.length(), tensors);
        } catch (IOException | IncompatibleModelException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void check(String name, Tensor expected, Tensor found, long bytes)
            throws IncompatibleModelException {
        require(found != null, name, "is missing");
        require(
                found.shape().equals(expected.shape()),
                name,
                "has shape " + found.shape() + ", not " + expected.shape());
        require(BYTES.containsKey(found.type()), name, "is of type " + found.type() + ", not F16, BF16 or F32");
        long length = expected.elements() * BYTES.get(found.type());
        boolean inside = found.begin() >= 0 && found.end() <= bytes && found.end() - found.begin() == length;
        require(inside, name, "is outside the file");
    }

    private static void require(boolean holds, String tensor, String otherwise) throws IncompatibleModelException {
        if (!holds) {
            throw new IncompatibleModelException("tensor " + tensor + " " + otherwise);
        }
    }

    /** The digest of the whole file. */
    String sha256() throws IOException {
        MessageDigest digest = MessageDigests.get("SHA-256");
        file.position(0);
        InputStream in = new DigestInputStream(Channels.newInputStream(file), digest);
        in.transferTo(OutputStream.nullOutputStream());
        return HexFormat.of().formatHex(digest.digest());
    }

    /**
     * Adds the tensors of tiny-emoji with this name prefix, as 32-bit floats. The caller closes them, also after a failure,
     * before the buffer is reused.
     */
    void addTo(
            Map<String, OnnxTensorLike> target, OrtEnvironment environment, String prefix, ReusableFloatBuffer buffer)
            throws IOException, OrtException {
        Map<String, Tensor> chosen = new TreeMap<>(tensors);
        chosen.keySet().removeIf(name -> !name.startsWith(prefix));
        FloatBuffer floats = buffer.clear(
                chosen.values().stream().mapToLong(Tensor::elements).sum());
        for (var entry : chosen.entrySet()) {
            Tensor tensor = entry.getValue();
            long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
            FloatBuffer part = floats.slice(floats.position(), (int) tensor.elements());
            floats.position(floats.position() + part.capacity());
            read(tensor, part);
            target.put(entry.getKey(), OnnxTensor.createTensor(environment, part.flip(), shape));
        }
    }

    private void read(Tensor tensor, FloatBuffer to) throws IOException {
        file.position(begin + tensor.begin());
        while (to.hasRemaining()) {
            long left = (long) to.remaining() * BYTES.get(tensor.type());
            chunk.clear().limit((int) Math.min(CHUNK, left));
            while (chunk.hasRemaining()) {
                if (file.read(chunk) < 0) {
                    throw new EOFException("A model file was truncated while it was read");
                }
            }
            convert(tensor.type(), chunk.flip(), to);
        }
    }

    private static void convert(String type, ByteBuffer from, FloatBuffer to) {
        if (type.equals("F32")) {
            to.put(from.asFloatBuffer());
            return;
        }
        ShortBuffer halves = from.asShortBuffer();
        boolean brain = type.equals("BF16");
        while (halves.hasRemaining()) {
            short half = halves.get();
            to.put(brain ? Float.intBitsToFloat(half << 16) : Float16.toFloat(half));
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
