package dev.atelier.bootstrap;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A safetensors file of random numbers, which can be had again without reading it.
 *
 * @param tensors how many there are
 * @param elements how many numbers each has
 */
public record RandomModel(Precision precision, int tensors, int elements, long seed) {

    /** The data type of its numbers. */
    public enum Precision {
        F16(2),
        F32(4);

        private final int bytes;

        Precision(int bytes) {
            this.bytes = bytes;
        }
    }

    public static String name(int tensor) {
        return "model.diffusion_model.block." + tensor + ".weight";
    }

    public void write(Path file) throws IOException {
        long each = (long) elements * precision.bytes;
        byte[] header = IntStream.range(0, tensors)
                .mapToObj(tensor -> String.format(
                        "\"%s\": {\"dtype\": \"%s\", \"shape\": [%d], \"data_offsets\": [%d, %d]}",
                        name(tensor), precision, elements, tensor * each, (tensor + 1) * each))
                .collect(Collectors.joining(", ", "{", "}"))
                .getBytes(StandardCharsets.UTF_8);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
            writeAll(out, start.putLong(header.length).put(header).flip());
            for (int tensor = 0; tensor < tensors; tensor++) {
                writeAll(out, data(tensor));
            }
        }
    }

    private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private ByteBuffer data(int tensor) {
        ByteBuffer data = ByteBuffer.allocate(elements * precision.bytes).order(ByteOrder.LITTLE_ENDIAN);
        SplittableRandom random = random(tensor);
        for (int i = 0; i < elements; i++) {
            if (precision == Precision.F16) {
                data.putShort((short) half(random));
            } else {
                data.putFloat(single(random));
            }
        }
        return data.flip();
    }

    /** The numbers of a tensor. */
    public float[] numbers(int tensor) {
        float[] numbers = new float[elements];
        SplittableRandom random = random(tensor);
        for (int i = 0; i < elements; i++) {
            numbers[i] = precision == Precision.F16 ? Half.value(half(random)) : single(random);
        }
        return numbers;
    }

    private SplittableRandom random(int tensor) {
        return new SplittableRandom(seed * 1_000_003 + tensor);
    }

    /** Evenly spread between -1/8 and 1/8, which is how large weights are: each exponent half as often as the next. */
    private static int half(SplittableRandom random) {
        int bits = random.nextInt();
        int exponent = Math.max(11 - Integer.numberOfTrailingZeros(bits >>> 16 | 1 << 15), 0);
        return bits & 0x8000 | exponent << Half.FRACTION | bits & 0x3ff;
    }

    private static float single(SplittableRandom random) {
        return (float) random.nextDouble(-2, 2);
    }

    /** The bytes of a tensor in any safetensors file that begins its data with tensors of this size, in order. */
    public static byte[] read(Path file, int tensor, int bytes) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long header = Long.reverseBytes(in.readLong());
            byte[] data = new byte[bytes];
            in.seek(Long.BYTES + header + (long) tensor * bytes);
            in.readFully(data);
            return data;
        }
    }

    /** Half precision by its definition, in exact arithmetic. */
    public static final class Half {

        private static final int LEAST_EXPONENT = -14;
        private static final int FRACTION = 10;

        private Half() {}

        /** The finite number with these bits. */
        static float value(int bits) {
            int exponent = bits >>> FRACTION & 0x1f;
            int fraction = bits & 0x3ff;
            double magnitude = exponent == 0
                    ? Math.scalb((double) fraction, LEAST_EXPONENT - FRACTION)
                    : Math.scalb((double) (fraction | 0x400), exponent - 15 - FRACTION);
            return (float) ((bits & 0x8000) == 0 ? magnitude : -magnitude);
        }

        /** The bits of the nearest number; of two that are equally near the even one. The value is one of at most 2. */
        public static short bits(float value) {
            int exponent = Math.max(Math.getExponent(value), LEAST_EXPONENT);
            double units = Math.rint(Math.scalb((double) Math.abs(value), FRACTION - exponent));
            int magnitude = (int) units + (exponent - LEAST_EXPONENT << FRACTION);
            return (short) (magnitude | Float.floatToRawIntBits(value) >>> 16 & 0x8000);
        }
    }
}
