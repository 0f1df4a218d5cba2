package dev.atelier.localgpu.demo.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Float16Test {

    @ParameterizedTest
    @CsvSource({
        "0x0000, 0",
        "0x8000, -0",
        "0x3c00, 1",
        "0xc000, -2",
        "0x3555, 0.33325195",
        "0x7bff, 65504",
        "0x0400, 0x1p-14",
        "0x0001, 0x1p-24",
        "0x03ff, 0x1.ff8p-15",
        "0x7c00, Infinity",
        "0xfc00, -Infinity"
    })
    void theStandardsOwnExamples(String half, String value) {
        short bits = Integer.decode(half).shortValue();

        assertThat(Float16.toFloat(bits)).isEqualTo(Float.parseFloat(value));
        assertThat(Float16.of(Float.parseFloat(value))).isEqualTo(bits);
    }

    @Test
    void everyHalfButNanComesBackFromItsFloat() {
        assertThat(IntStream.range(0, 1 << 16)
                        .filter(bits -> (bits & 0x7fff) <= 0x7c00)
                        .filter(bits -> Float16.of(Float16.toFloat((short) bits)) != (short) bits))
                .isEmpty();
        assertThat(Float16.toFloat((short) 0x7e01)).isNaN();
        assertThat(Float16.toFloat(Float16.of(Float.NaN))).isNaN();
    }

    @Test
    void valuesAreRoundedToTheNearestHalfAndTiesToEven() {
        for (int bits = 0; bits < 0x7bff; bits++) {
            double below = Float16.toFloat((short) bits);
            double above = Float16.toFloat((short) (bits + 1));
            int even = bits % 2 == 0 ? bits : bits + 1;
            float middle = (float) ((below + above) / 2);

            assertThat(Float16.of(middle)).isEqualTo((short) even);
            assertThat(Float16.of(Math.nextDown(middle))).isEqualTo((short) bits);
            assertThat(Float16.of(Math.nextUp(-middle))).isEqualTo((short) (bits | 0x8000));
            assertThat(Float16.of(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
        }
    }

    @Test
    void largerValuesBecomeInfinite() {
        assertThat(Float16.of(65519.99f)).isEqualTo((short) 0x7bff);
        assertThat(Float16.of(65520)).isEqualTo((short) 0x7c00);
        new SplittableRandom(1)
                .doubles(100, 65520, Float.MAX_VALUE)
                .forEach(value -> assertThat(Float16.of((float) -value)).isEqualTo((short) 0xfc00));
    }
}
