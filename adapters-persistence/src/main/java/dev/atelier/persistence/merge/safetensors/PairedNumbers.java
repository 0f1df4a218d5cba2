package dev.atelier.persistence.merge.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/**
 * Converts 16-bit numbers in pairs, each pair in one int: compilers make vector instructions of loops in which all numbers
 * have the same size, but not of those from {@code float} to {@code short}. The results are those of {@link FloatFormat}.
 * As floats, the first numbers of all pairs come before the second ones. Not thread-safe.
 */
final class PairedNumbers {

    private final int[] pairs;
    private final int[] first;
    private final int[] second;
    private final int[] bits;
    private final int[] shiftedBits;
    private final float[] shifted;

    /** The same memory twice: a float's bits are read from where it was written. */
    private final IntBuffer ints;

    private final FloatBuffer floats;

    /** @param max how many numbers it converts at once, at most; even */
    PairedNumbers(int max) {
        this.pairs = new int[max / 2];
        this.first = new int[max / 2];
        this.second = new int[max / 2];
        this.bits = new int[max / 2];
        this.shiftedBits = new int[max / 2];
        this.shifted = new float[max];
        ByteBuffer shared = ByteBuffer.allocateDirect(max / 2 * Float.BYTES).order(ByteOrder.nativeOrder());
        this.ints = shared.asIntBuffer();
        this.floats = shared.asFloatBuffer();
    }

    /** @param count even */
    void read(FloatFormat format, ByteBuffer from, float[] to, int count) {
        int half = count / 2;
        from.asIntBuffer().get(pairs, 0, half);
        if (format == FloatFormat.F16) {
            Float16.decodePairs(pairs, to, half);
        } else {
            BFloat16.decodePairs(pairs, to, half);
        }
    }

    /** Does not move the buffer's position. */
    void write(FloatFormat format, float[] from, ByteBuffer to, int count) {
        int half = count / 2;
        if (format == FloatFormat.F16) {
            Float16.shift(from, shifted, count);
        }
        encode(format, from, 0, half, first);
        encode(format, from, half, half, second);
        join(first, second, pairs, half);
        to.asIntBuffer().put(pairs, 0, half);
    }

    private void encode(FloatFormat format, float[] from, int begin, int count, int[] to) {
        bits(from, begin, count, bits);
        if (format == FloatFormat.F16) {
            bits(shifted, begin, count, shiftedBits);
            Float16.encode(bits, shiftedBits, to, count);
        } else {
            BFloat16.encode(bits, to, count);
        }
    }

    private void bits(float[] from, int begin, int count, int[] to) {
        floats.put(0, from, begin, count);
        ints.get(0, to, 0, count);
    }

    private static void join(int[] first, int[] second, int[] pairs, int count) {
        for (int at = 0; at < count; at++) {
            pairs[at] = first[at] | second[at] << Short.SIZE;
        }
    }
}
