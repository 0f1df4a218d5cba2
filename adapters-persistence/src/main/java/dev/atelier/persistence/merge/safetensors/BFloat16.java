package dev.atelier.persistence.merge.safetensors;

/** The upper half of a float: a sign, 8 bits of exponent, 7 of fraction. */
final class BFloat16 {

    private static final int QUIET = 0x40;
    private static final int FLOAT_INFINITY = 0x7f80_0000;

    private BFloat16() {}

    static void decode(short[] from, float[] to, int count) {
        for (int at = 0; at < count; at++) {
            to[at] = Float.intBitsToFloat(from[at] << Short.SIZE);
        }
    }

    static void encode(float[] from, short[] to, int count) {
        for (int at = 0; at < count; at++) {
            to[at] = encode(from[at]);
        }
    }

    static short encode(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> Short.SIZE | QUIET); // rounding could carry into infinity
        }
        return (short) (bits + 0x7fff + (bits >>> Short.SIZE & 1) >>> Short.SIZE);
    }

    /** The first numbers of all pairs come before the second ones. */
    static void decodePairs(int[] from, float[] to, int pairs) {
        for (int at = 0; at < pairs; at++) {
            to[at] = Float.intBitsToFloat(from[at] << Short.SIZE);
            to[pairs + at] = Float.intBitsToFloat(from[at] & 0xffff_0000);
        }
    }

    /** As {@link #encode(float)}, without a branch, from the floats' bits. */
    static void encode(int[] bits, int[] to, int count) {
        for (int at = 0; at < count; at++) {
            int isNaN = FLOAT_INFINITY - (bits[at] & Integer.MAX_VALUE) >> Integer.SIZE - 1;
            int rounded = bits[at] + 0x7fff + (bits[at] >>> Short.SIZE & 1) >>> Short.SIZE;
            int quiet = bits[at] >>> Short.SIZE | QUIET;
            to[at] = rounded ^ (rounded ^ quiet) & isNaN;
        }
    }
}
