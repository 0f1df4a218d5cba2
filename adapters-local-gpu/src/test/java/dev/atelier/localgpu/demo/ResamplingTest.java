package dev.atelier.localgpu.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplingTest {

    @ParameterizedTest
    @EnumSource
    void an_even_area_stays_as_it_is(Resampling resampling) {
        Planes grey = Planes.opaque(7, 5);
        Arrays.fill(grey.data[1], .4f);
        Planes large = resampling.resize(grey, 31, 12);

        for (float value : large.data[1]) {
            assertThat(value).isCloseTo(.4f, within(1e-5f));
        }
    }

    @Test
    void nearest_repeats_points() {
        Planes two = Planes.opaque(2, 1);
        two.data[0][1] = 1;

        assertThat(Resampling.NEAREST.resize(two, 6, 1).data[0]).containsExactly(0, 0, 0, 1, 1, 1);
    }

    @Test
    void a_smaller_picture_averages() {
        Planes stripes = Planes.opaque(64, 64);
        for (int i = 0; i < 64 * 64; i += 2) {
            stripes.data[2][i] = 1;
        }
        Planes small = Resampling.LANCZOS.resize(stripes, 8, 8);

        assertThat(small.data[2][3 * 8 + 3]).isCloseTo(.5f, within(.02f));
    }

    @Test
    void what_lies_under_transparency_does_not_bleed() {
        Planes planes = new Planes(2, 1);
        planes.data[0][0] = 1;
        planes.data[Planes.ALPHA][1] = 1;
        Planes large = Resampling.LANCZOS.resize(planes, 8, 1);

        assertThat(large.data[0][7]).isZero();
        assertThat(large.data[0][5]).isLessThan(.05f);
    }

    @Test
    void a_frame_takes_the_colour_of_the_border() {
        Planes square = Planes.opaque(64, 64);
        Arrays.fill(square.data[0], .2f);
        square.data[0][32 * 64 + 32] = 1;
        Planes wide = ImageUpscaler.enlarge(square, new Size(256, 128));

        assertThat(wide.data[0][0]).isCloseTo(.2f, within(.01f));
        assertThat(wide.data[0][64 * 256 + 128]).isGreaterThan(.6f);
        assertThat(wide.data[0][64 * 256 + 62]).isCloseTo(.2f, within(.01f));
    }
}
