package dev.atelier.localgpu.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplingKernelTest {

    @ParameterizedTest
    @EnumSource
    void aUniformAreaIsUnchanged(ResamplingKernel kernel) {
        PlanarImage grey = PlanarImage.opaque(7, 5);
        Arrays.fill(grey.data[1], .4f);
        PlanarImage large = kernel.resize(grey, 31, 12);

        for (float value : large.data[1]) {
            assertThat(value).isCloseTo(.4f, within(1e-5f));
        }
    }

    @Test
    void nearestRepeatsPixels() {
        PlanarImage two = PlanarImage.opaque(2, 1);
        two.data[0][1] = 1;

        assertThat(ResamplingKernel.NEAREST.resize(two, 6, 1).data[0]).containsExactly(0, 0, 0, 1, 1, 1);
    }

    @Test
    void aSmallerImageAverages() {
        PlanarImage stripes = PlanarImage.opaque(64, 64);
        for (int i = 0; i < 64 * 64; i += 2) {
            stripes.data[2][i] = 1;
        }
        PlanarImage small = ResamplingKernel.LANCZOS.resize(stripes, 8, 8);

        assertThat(small.data[2][3 * 8 + 3]).isCloseTo(.5f, within(.02f));
    }

    @Test
    void coloursOfTransparentPixelsDoNotBleed() {
        PlanarImage planarImage = new PlanarImage(2, 1);
        planarImage.data[0][0] = 1;
        planarImage.data[PlanarImage.ALPHA][1] = 1;
        PlanarImage large = ResamplingKernel.LANCZOS.resize(planarImage, 8, 1);

        assertThat(large.data[0][7]).isZero();
        assertThat(large.data[0][5]).isLessThan(.05f);
    }

    @Test
    void aFrameTakesTheColourOfTheBorder() {
        PlanarImage square = PlanarImage.opaque(64, 64);
        Arrays.fill(square.data[0], .2f);
        square.data[0][32 * 64 + 32] = 1;
        PlanarImage wide = ImageUpscaler.enlarge(square, new ImageSize(256, 128));

        assertThat(wide.data[0][0]).isCloseTo(.2f, within(.01f));
        assertThat(wide.data[0][64 * 256 + 128]).isGreaterThan(.6f);
        assertThat(wide.data[0][64 * 256 + 62]).isCloseTo(.2f, within(.01f));
    }
}
