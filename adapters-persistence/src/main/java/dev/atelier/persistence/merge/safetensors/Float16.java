package dev.atelier.persistence.merge.safetensors;

/** IEEE 754 half precision: a sign, 5 bits of exponent, 10 of fraction. */
final class Float16 {

    private static final int FRACTION_BITS = 10;
    private static final int SIGN = 0x8000;
    private static final int INFINITY = 0x7c00;
    private static final int QUIET = 0x200;

    /** Additional fraction bits of a float. */
    private static final int SHIFT = 23 - FRACTION_BITS;

    /** The exponents' biases differ by 127 - 15. */
    private static final int REBIAS = (127 - 15) << 23;

    /** The bits of the smallest float that is a normal number in half precision, 2^-14. */
    private static final int SMALLEST_NORMAL = (127 - 14) << 23;

    /** The bits of the first float that rounds to infinity, 65520. */
    private static final int OVERFLOW = 0x477f_f000;

    private static final int FLOAT_INFINITY = 0x7f80_0000;

    /**
     * Near this number, floats are as far apart as subnormal half-precision numbers, so that adding it rounds to them.
     */
    private static final float ROUNDING = 0.5f;

    private static final int ROUNDING_BITS = 0x3f00_0000;

    private static final float[] VALUES = values();

    private Float16() {}

    static void decode(short[] from, float[] to, int count) {
        for (int at = 0; at < count; at++) {
            to[at] = VALUES[from[at] & 0xffff];
        }
    }

    static void encode(float[] from, short[] to, int count) {
        for (int at = 0; at < count; at++) {
            to[at] = encode(from[at]);
        }
    }

    static short encode(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & SIGN;
        int magnitude = bits & Integer.MAX_VALUE;
        if (magnitude >= SMALLEST_NORMAL && magnitude < OVERFLOW) {
            int toEven = magnitude >>> SHIFT & 1;
            return (short) (sign | magnitude - REBIAS + (1 << SHIFT - 1) - 1 + toEven >>> SHIFT);
        }
        return (short) (sign | encodeOther(magnitude));
    }

    private static int encodeOther(int magnitude) {
        if (magnitude < SMALLEST_NORMAL) {
            float rounded = Float.intBitsToFloat(magnitude) + ROUNDING;
            return Float.floatToRawIntBits(rounded) - Float.floatToRawIntBits(ROUNDING);
        }
        return magnitude > FLOAT_INFINITY
                ? INFINITY | QUIET | magnitude >>> SHIFT & (1 << FRACTION_BITS) - 1
                : INFINITY;
    }

    /** The first numbers of all pairs come before the second ones. */
    static void decodePairs(int[] from, float[] to, int pairs) {
        for (int at = 0; at < pairs; at++) {
            to[at] = VALUES[from[at] & 0xffff];
            to[pairs + at] = VALUES[from[at] >>> Short.SIZE];
        }
    }

    /** Rounds the magnitudes as {@link #ROUNDING} does. */
    static void shift(float[] from, float[] to, int count) {
        for (int at = 0; at < count; at++) {
            to[at] = Math.abs(from[at]) + ROUNDING;
        }
    }

    /**
     * As {@link #encode(float)}, without a branch.
     *
     * @param bits of the floats
     * @param shifted bits of what {@link #shift} made of them
     */
    static void encode(int[] bits, int[] shifted, int[] to, int count) {
        for (int at = 0; at < count; at++) {
            int magnitude = bits[at] & Integer.MAX_VALUE;
            int isSubnormal = magnitude - SMALLEST_NORMAL >> Integer.SIZE - 1;
            int isNaN = FLOAT_INFINITY - magnitude >> Integer.SIZE - 1;
            int normal = magnitude - REBIAS + (1 << SHIFT - 1) - 1 + (magnitude >>> SHIFT & 1) >>> SHIFT;
            int small = normal ^ (normal ^ shifted[at] - ROUNDING_BITS) & isSubnormal;
            int number = small ^ (small ^ INFINITY) & INFINITY - small >> Integer.SIZE - 1;
            int quiet = INFINITY | QUIET | magnitude >>> SHIFT & (1 << FRACTION_BITS) - 1;
            to[at] = bits[at] >>> Short.SIZE & SIGN | number ^ (number ^ quiet) & isNaN;
        }
    }

    /** Values of all 65,536 half-precision numbers. */
    private static float[] values() {
        float[] values = new float[1 << Short.SIZE];
        for (int bits = 0; bits < values.length; bits++) {
            int exponent = bits >>> FRACTION_BITS & 0x1f;
            int fraction = bits & (1 << FRACTION_BITS) - 1;
            int sign = (bits & SIGN) << 16;
            int magnitude = switch (exponent) {
                case 0 -> Float.floatToRawIntBits(fraction * 0x1p-24f);
                case 0x1f -> FLOAT_INFINITY | fraction << SHIFT;
                default -> (exponent << 23) + REBIAS | fraction << SHIFT;
            };
            values[bits] = Float.intBitsToFloat(sign | magnitude);
        }
        return values;
    }
}
