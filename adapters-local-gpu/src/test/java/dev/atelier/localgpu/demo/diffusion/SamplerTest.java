package dev.atelier.localgpu.demo.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SamplerTest {

    private static final int LENGTH = 20_000;

    @ParameterizedTest
    @EnumSource
    void aPerfectDenoiserYieldsTheImage(Sampler sampler) throws OrtException {
        float[] image = new NoiseSource(9).next(LENGTH);

        assertThat(sampled(sampler, 7, (noised, time) -> image.clone())).isEqualTo(image);
    }

    /**
     * For images that are noise of deviation 0.3 the optimal denoiser is known, and a correct sampler's result has that
     * deviation. Missing fresh noise or a wrong noise level would change it.
     */
    @ParameterizedTest
    @EnumSource
    void theResultHasTheDeviationOfTheImages(Sampler sampler) throws OrtException {
        double variance = .3 * .3;
        float[] out = sampled(sampler, 100, (noised, time) -> {
            double signal = NoiseSchedule.signal(time);
            double level = NoiseSchedule.noise(time);
            double share = signal * variance / (signal * signal * variance + level * level);
            float[] clean = new float[noised.length];
            for (int i = 0; i < clean.length; i++) {
                clean[i] = (float) (share * noised[i]);
            }
            return clean;
        });

        assertThat(deviation(out)).isCloseTo(.3, within(.03));
    }

    @Test
    void theScheduleFallsFromNoiseToImageInTheRequestedSteps() {
        NoiseSchedule noiseSchedule = NoiseSchedule.fromNoise(20);

        assertThat(noiseSchedule.time(0)).isEqualTo(NoiseSchedule.START);
        assertThat(noiseSchedule.time(10)).isEqualTo(.5);
        assertThat(noiseSchedule.time(20)).isZero();
        assertThat(NoiseSchedule.fromImage(.5, 20).steps()).isEqualTo(10);
        assertThat(NoiseSchedule.fromImage(.5, 20).time(0)).isEqualTo(.5);
        assertThat(NoiseSchedule.fromImage(0, 20).steps()).isZero();
        assertThat(NoiseSchedule.fromImage(.01, 20).steps()).isEqualTo(1);
    }

    @Test
    void guidanceGrowsWithTheCfgScaleUpToABound() {
        assertThat(CfgScaleMapping.forModel(0)).isZero();
        assertThat(CfgScaleMapping.forModel(1)).isEqualTo(1);
        assertThat(CfgScaleMapping.forModel(7)).isEqualTo(2);
        assertThat(CfgScaleMapping.forModel(8)).isGreaterThan(2);
        assertThat(CfgScaleMapping.forModel(30)).isEqualTo(4);
    }

    @Test
    void adjacentSeedsHaveUncorrelatedNoise() {
        float[] one = new NoiseSource(1).next(LENGTH);
        float[] two = new NoiseSource(2).next(LENGTH);
        double product = 0;
        for (int i = 0; i < LENGTH; i++) {
            product += one[i] * two[i];
        }

        assertThat(product / LENGTH).isCloseTo(0, within(.03));
        assertThat(one[0]).isNotCloseTo(two[0], within(.01f));
        assertThat(deviation(new NoiseSource(1).start(LENGTH, 2, .5))).isCloseTo(1, within(.03));
    }

    private static float[] sampled(Sampler sampler, int steps, Denoiser denoiser) throws OrtException {
        NoiseSchedule noiseSchedule = NoiseSchedule.fromNoise(steps);
        NoiseSource noise = new NoiseSource(1);
        float[] x = noise.next(LENGTH);
        float[] before = null;
        for (int i = 0; i < steps; i++) {
            float[] clean = denoiser.clean(x, noiseSchedule.time(i));
            double last = noiseSchedule.time(Math.max(0, i - 1));
            Sampler.Stride stride = new Sampler.Stride(last, noiseSchedule.time(i), noiseSchedule.time(i + 1));
            sampler.step(x, clean, before, stride, sampler.eta(Optional.empty()), noise);
            before = clean;
        }
        return x;
    }

    private static double deviation(float[] values) {
        double[] squares = new double[values.length];
        Arrays.setAll(squares, i -> values[i] * values[i]);
        return Math.sqrt(Arrays.stream(squares).average().orElseThrow());
    }
}
