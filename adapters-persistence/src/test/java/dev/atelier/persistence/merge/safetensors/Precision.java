package dev.atelier.persistence.merge.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reference implementation of the floating-point formats by their definition, in exact arithmetic; slow, and
 * independent of the service's code.
 */
enum Precision {
    F16(2, 10, -14, 15),
    BF16(2, 7, -126, 127),
    F32(4, 23, -126, 127);

    private final int bytes;
    private final int fraction;
    private final int least;
    private final int greatest;

    Precision(int bytes, int fraction, int least, int greatest) {
        this.bytes = bytes;
        this.fraction = fraction;
        this.least = least;
        this.greatest = greatest;
    }

    /** The nearest number of this format, half to even. */
    double round(double value) {
        if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
            return value;
        }
        double unit = Math.scalb(1.0, Math.max(Math.getExponent(value), least) - fraction);
        double rounded = Math.copySign(Math.rint(value / unit) * unit, value);
        return Math.abs(rounded) >= Math.scalb(1.0, greatest + 1)
                ? Math.copySign(Double.POSITIVE_INFINITY, value)
                : rounded;
    }

    /** Bits of a result of {@link #round}; any NaN becomes the quiet one without sign. */
    int bits(double rounded) {
        int special = greatest * 2 + 1 << fraction;
        if (Double.isNaN(rounded)) {
            return special | 1 << fraction - 1;
        }
        int sign = Math.copySign(1, rounded) < 0 ? 1 << bytes * 8 - 1 : 0;
        double magnitude = Math.abs(rounded);
        if (Double.isInfinite(magnitude)) {
            return sign | special;
        }
        int exponent = Math.max(magnitude == 0 ? least : Math.getExponent(magnitude), least);
        int mantissa = (int) (magnitude / Math.scalb(1.0, exponent - fraction));
        boolean normal = mantissa >>> fraction != 0;
        return sign | (normal ? exponent + greatest << fraction : 0) | mantissa & (1 << fraction) - 1;
    }

    double value(int bits) {
        int exponent = bits >>> fraction & greatest * 2 + 1;
        int mantissa = bits & (1 << fraction) - 1;
        double sign = (bits >>> bytes * 8 - 1 & 1) == 0 ? 1 : -1;
        if (exponent == greatest * 2 + 1) {
            return mantissa == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
        }
        return exponent == 0
                ? sign * Math.scalb((double) mantissa, least - fraction)
                : sign * Math.scalb((double) (mantissa | 1 << fraction), exponent - greatest - fraction);
    }

    byte[] bytes(float... numbers) {
        ByteBuffer to = ByteBuffer.allocate(numbers.length * bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : numbers) {
            int bits = bits(round(number));
            if (bytes == 2) {
                to.putShort((short) bits);
            } else {
                to.putInt(bits);
            }
        }
        return to.array();
    }

    float[] numbers(byte[] data) {
        ByteBuffer from = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        float[] numbers = new float[data.length / bytes];
        for (int at = 0; at < numbers.length; at++) {
            numbers[at] = (float) value(bytes == 2 ? from.getShort() & 0xffff : from.getInt());
        }
        return numbers;
    }
}
