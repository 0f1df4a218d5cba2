package dev.atelier.localgpu.demo.diffusion;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The samplers that this node implements. They share one step function and differ in two properties. */
public enum Sampler {
    EULER_A("Euler a", 1, false, "k_euler_a", "k_euler_ancestral"),
    EULER("Euler", 0, false, "k_euler"),
    DPM_2M("DPM++ 2M", 0, true, "k_dpmpp_2m"),
    DDIM("DDIM", 0, false, "ddim");

    private final String title;
    private final double eta;
    private final boolean multistep;
    private final List<String> aliases;

    Sampler(String title, double eta, boolean multistep, String... aliases) {
        this.title = title;
        this.eta = eta;
        this.multistep = multistep;
        this.aliases = List.of(aliases);
    }

    public String title() {
        return title;
    }

    public List<String> aliases() {
        return aliases;
    }

    /** The share of fresh noise in each step: as requested or the default; 0 for Euler and DPM++ 2M by definition. */
    public double eta(Optional<Double> requested) {
        return this == EULER_A || this == DDIM ? requested.orElse(eta) : 0;
    }

    /**
     * Performs one step: a part of the noise is kept, the rest is replaced by the predicted image, and with an eta above 0
     * fresh noise is added.
     *
     * @param x the noised image, changed in place
     * @param clean the image that the model predicts from it
     * @param before the prediction of the previous step; null in the first step
     */
    public void step(float[] x, float[] clean, float[] before, Stride stride, double eta, NoiseSource noise) {
        double sigma = NoiseSchedule.sigma(stride.time());
        double nextSigma = NoiseSchedule.sigma(stride.next());
        double variance = nextSigma * nextSigma;
        double up = Math.min(nextSigma, eta * Math.sqrt(Math.max(0, variance * (1 - variance / (sigma * sigma)))));
        double kept = Math.sqrt(variance - up * up) / sigma;
        double trend = multistep && before != null && stride.next() > 0 ? stride.trend() : 0;
        double from = NoiseSchedule.signal(stride.time());
        double to = NoiseSchedule.signal(stride.next());
        float[] fresh = up > 0 ? noise.next(x.length) : null;
        for (int i = 0; i < x.length; i++) {
            double target = trend == 0 ? clean[i] : clean[i] + trend * (clean[i] - before[i]);
            double y = kept * x[i] / from + (1 - kept) * target;
            x[i] = (float) (to * (fresh == null ? y : y + up * fresh[i]));
        }
    }

    /** The start and end time of a step, and the start of the previous one (equal to {@code time} in the first step). */
    public record Stride(double before, double time, double next) {

        /** The weight with which DPM++ 2M extrapolates the change of the prediction, by the ratio of the step lengths. */
        double trend() {
            double last = logSnr(time) - logSnr(before);
            return last > 0 ? (logSnr(next) - logSnr(time)) / last / 2 : 0;
        }

        private static double logSnr(double time) {
            return -StrictMath.log(NoiseSchedule.sigma(time));
        }
    }

    public static Optional<Sampler> named(String name) {
        return Arrays.stream(values())
                .filter(s -> s.title.equals(name) || s.aliases.contains(name))
                .findFirst();
    }
}
