package dev.atelier.persistence.merge.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the conversion of pairs with that of single numbers, bit for bit. */
class PairedNumbersTest {

    private static final int COUNT = 1 << 16;

    private final PairedNumbers pairs = new PairedNumbers(COUNT);
    private final short[] scratch = new short[COUNT];

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void everyNumberIsReadAsAlone(FloatFormat format) {
        ByteBuffer all = bytes();
        for (int bits = 0; bits < COUNT; bits++) {
            all.putShort(2 * bits, (short) bits);
        }
        float[] expected = new float[COUNT];
        format.read(all, expected, COUNT, scratch);

        float[] read = new float[COUNT];
        pairs.read(format, all, read, COUNT);

        for (int bits = 0; bits < COUNT; bits++) {
            float number = read[bits / 2 + bits % 2 * COUNT / 2];
            assertThat(Float.floatToIntBits(number)).as("%x", bits).isEqualTo(Float.floatToIntBits(expected[bits]));
            assertThat(Math.copySign(1, number)).isEqualTo(Math.copySign(1, expected[bits]));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void anyFloatIsWrittenAsAlone(FloatFormat format) {
        SplittableRandom random = new SplittableRandom(16);
        for (int round = 0; round < 100; round++) {
            float[] single = new float[COUNT];
            float[] paired = new float[COUNT];
            for (int at = 0; at < COUNT; at++) {
                single[at] = any(random);
                paired[at / 2 + at % 2 * COUNT / 2] = single[at];
            }
            ByteBuffer expected = bytes();
            format.write(single, expected, COUNT, scratch);

            ByteBuffer written = bytes();
            pairs.write(format, paired, written, COUNT);

            assertThat(written).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void fewerThanTheMostLeaveTheRestAlone(FloatFormat format) {
        float[] numbers = new float[COUNT];
        Arrays.fill(numbers, 1);
        ByteBuffer written = bytes();

        pairs.write(format, numbers, written, 6);

        assertThat(written.getShort(10)).isNotZero();
        assertThat(written.getShort(12)).isZero();
    }

    /** Of all bits, every third one near the ends of half precision, or halfway between two of its numbers. */
    private static float any(SplittableRandom random) {
        int bits = random.nextInt();
        return switch (random.nextInt(3)) {
            case 0 -> Float.intBitsToFloat(bits);
            case 1 -> Float.intBitsToFloat(bits & 0x8000_7fff | random.nextInt(100, 145) << 23);
            default -> Float.intBitsToFloat(bits & 0xffff_f000);
        };
    }

    private static ByteBuffer bytes() {
        return ByteBuffer.allocateDirect(COUNT * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
}
