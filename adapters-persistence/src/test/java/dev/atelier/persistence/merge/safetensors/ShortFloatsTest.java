package dev.atelier.persistence.merge.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** Compares the two 16-bit formats with their definition. */
class ShortFloatsTest {

    private static final int ALL = 1 << 16;

    @Test
    void everyHalfIsReadAndWrittenExactly() {
        everyNumberIsReadAndWrittenExactly(
                Precision.F16,
                bits -> Float.floatToRawIntBits(decodeHalf(bits)),
                bits -> Float16.encode(decodeHalf(bits)));
    }

    @Test
    void everyBFloatIsReadAndWrittenExactly() {
        everyNumberIsReadAndWrittenExactly(
                Precision.BF16,
                bits -> Float.floatToRawIntBits(decodeBrain(bits)),
                bits -> BFloat16.encode(decodeBrain(bits)));
    }

    @Test
    void valuesBetweenTwoHalvesAreRoundedToTheNearestAndTiesToEven() {
        betweenTwoNumbers(Precision.F16, bits -> Float16.encode(Float.intBitsToFloat(bits)));
    }

    @Test
    void valuesBetweenTwoBFloatsAreRoundedToTheNearestAndTiesToEven() {
        betweenTwoNumbers(Precision.BF16, bits -> BFloat16.encode(Float.intBitsToFloat(bits)));
    }

    @Test
    void anyFloatIsRoundedAsDefined() {
        SplittableRandom random = new SplittableRandom(16);
        for (int i = 0; i < 5_000_000; i++) {
            float any = Float.intBitsToFloat(random.nextInt());
            assertSame(Precision.F16, any, Float16.encode(any));
            assertSame(Precision.BF16, any, BFloat16.encode(any));
        }
    }

    @Test
    void aNanStaysOneWithItsSign() {
        for (int bits : new int[] {0x7f800001, 0x7fffffff, 0xff800001, 0xffffffff, 0x7fc00000, 0x7f80ffff}) {
            float nan = Float.intBitsToFloat(bits);
            int half = Float16.encode(nan) & 0xffff;
            int brain = BFloat16.encode(nan) & 0xffff;

            assertThat(Precision.F16.value(half)).isNaN();
            assertThat(Precision.BF16.value(brain)).isNaN();
            assertThat(half >>> 15).isEqualTo(bits >>> 31);
            assertThat(brain >>> 15).isEqualTo(bits >>> 31);
        }
    }

    private static void everyNumberIsReadAndWrittenExactly(
            Precision precision, IntUnaryOperator decoded, IntUnaryOperator encoded) {
        for (int bits = 0; bits < ALL; bits++) {
            double value = precision.value(bits);
            float read = Float.intBitsToFloat(decoded.applyAsInt(bits));
            assertThat(Double.compare(read, value)).as("%x", bits).isZero();
            if (!Double.isNaN(value)) {
                assertThat(encoded.applyAsInt(bits) & 0xffff).as("%x", bits).isEqualTo(bits);
            }
        }
    }

    private static void betweenTwoNumbers(Precision precision, IntUnaryOperator encode) {
        for (int bits = 0; bits < ALL; bits++) {
            double here = precision.value(bits);
            double next = precision.value(bits + 1 & ALL - 1);
            if (!Double.isFinite(here) || !Double.isFinite(next) || (bits & 0x7fff) == 0x7fff) {
                continue;
            }
            float middle = (float) (here / 2 + next / 2);
            for (float value : new float[] {Math.nextDown(middle), middle, Math.nextUp(middle)}) {
                assertSame(precision, value, (short) encode.applyAsInt(Float.floatToRawIntBits(value)));
            }
        }
    }

    private static void assertSame(Precision precision, float value, short encoded) {
        if (Float.isNaN(value)) {
            if (!Double.isNaN(precision.value(encoded & 0xffff))) {
                throw new AssertionError("a NaN became " + Integer.toHexString(encoded & 0xffff));
            }
            return;
        }
        int expected = precision.bits(precision.round(value));
        if ((encoded & 0xffff) != expected) {
            throw new AssertionError(value + " became " + Integer.toHexString(encoded & 0xffff) + " instead of "
                    + Integer.toHexString(expected) + " in " + precision);
        }
    }

    private static float decodeHalf(int bits) {
        float[] number = new float[1];
        Float16.decode(new short[] {(short) bits}, number, 1);
        return number[0];
    }

    private static float decodeBrain(int bits) {
        float[] number = new float[1];
        BFloat16.decode(new short[] {(short) bits}, number, 1);
        return number[0];
    }
}
