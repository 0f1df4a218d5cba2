package dev.atelier.localgpu.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The ways from noise to picture that this node really walks. They share one step, told apart by two properties. */
enum Sampler {
    EULER_A("Euler a", 1, false, "k_euler_a", "k_euler_ancestral"),
    EULER("Euler", 0, false, "k_euler"),
    DPM_2M("DPM++ 2M", 0, true, "k_dpmpp_2m"),
    DDIM("DDIM", 0, false, "ddim");

    private final String title;
    private final double eta;
    private final boolean looksBack;
    private final List<String> aliases;

    Sampler(String title, double eta, boolean looksBack, String... aliases) {
        this.title = title;
        this.eta = eta;
        this.looksBack = looksBack;
        this.aliases = List.of(aliases);
    }

    String title() {
        return title;
    }

    List<String> aliases() {
        return aliases;
    }

    /** The share of fresh noise in each step, if the client does not say; Euler and DPM++ 2M have none by definition. */
    double eta(Optional<Double> asked) {
        return this == EULER_A || this == DDIM ? asked.orElse(eta) : 0;
    }

    /**
     * One step along the stride: a part of the noise is kept, the rest gives way to the picture that
     * the model sees, and with an eta some fresh noise is added.
     *
     * @param x the noised picture, changed in place
     * @param clean what the model sees in it
     * @param before what it saw one step ago; null in the first step
     */
    void step(float[] x, float[] clean, float[] before, Stride stride, double eta, NoiseSource noise) {
        double sigma = NoiseSchedule.sigma(stride.time());
        double aim = NoiseSchedule.sigma(stride.next());
        double up = Math.min(aim, eta * Math.sqrt(Math.max(0, aim * aim * (1 - aim * aim / (sigma * sigma)))));
        double kept = Math.sqrt(aim * aim - up * up) / sigma;
        double trend = looksBack && before != null && stride.next() > 0 ? stride.trend() : 0;
        double from = NoiseSchedule.signal(stride.time());
        double to = NoiseSchedule.signal(stride.next());
        float[] fresh = up > 0 ? noise.next(x.length) : null;
        for (int i = 0; i < x.length; i++) {
            double target = trend == 0 ? clean[i] : clean[i] + trend * (clean[i] - before[i]);
            double y = kept * x[i] / from + (1 - kept) * target;
            x[i] = (float) (to * (fresh == null ? y : y + up * fresh[i]));
        }
    }

    /** A step's place in time, and the time of the step before it (the same as {@code time} in the first). */
    record Stride(double before, double time, double next) {

        /** DPM++ 2M goes on in the direction in which the model's view moved, in proportion to the steps' length. */
        double trend() {
            double last = logSnr(time) - logSnr(before);
            return last > 0 ? (logSnr(next) - logSnr(time)) / last / 2 : 0;
        }

        private static double logSnr(double time) {
            return -StrictMath.log(NoiseSchedule.sigma(time));
        }
    }

    static Optional<Sampler> named(String name) {
        return Arrays.stream(values())
                .filter(s -> s.title.equals(name) || s.aliases.contains(name))
                .findFirst();
    }
}
