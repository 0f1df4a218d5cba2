package dev.atelier.localgpu.demo.diffusion;

/** Conversion from and to IEEE 754's binary16, the 16-bit numbers in model files. */
final class Float16 {

    /** The difference of the exponent biases, 127 - 15, at the position of a float's exponent. */
    private static final int REBIAS = 112 << 23;

    private static final float SMALLEST = 0x1p-24f;
    private static final int SMALLEST_NORMAL = 113 << 23;
    private static final int INFINITE = 143 << 23;

    private Float16() {}

    static float toFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int rest = half & 0x7fff;
        if (rest < 0x400) {
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(rest * SMALLEST));
        }
        int bits = (rest << 13) + REBIAS;
        return Float.intBitsToFloat(sign | (rest < 0x7c00 ? bits : bits + REBIAS));
    }

    /** The nearest half; ties round to even. */
    static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int rest = bits & 0x7fffffff;
        if (rest > 0x7f800000) {
            return (short) (sign | 0x7e00);
        }
        if (rest < SMALLEST_NORMAL) {
            return (short) (sign | (int) Math.rint(Float.intBitsToFloat(rest) / SMALLEST));
        }
        int rounded = rest + 0xfff + (rest >>> 13 & 1);
        return (short) (sign | (rounded >= INFINITE ? 0x7c00 : rounded - REBIAS >>> 13));
    }
}
