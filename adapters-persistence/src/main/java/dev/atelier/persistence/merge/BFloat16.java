package dev.atelier.persistence.merge;

/** The upper half of a float: a sign, 8 bits of exponent, 7 of fraction. */
final class BFloat16 {

    private static final int QUIET = 0x40;

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
}
