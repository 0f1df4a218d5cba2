package dev.atelier.localgpu.demo.diffusion;

/**
 * The cosine schedule that the model was trained on: at time t, from 1 (noise only) to 0 (image only), a noised image is
 * {@code signal(t) * image + noise(t) * noise}. {@link StrictMath} makes a seed give the same bytes on every machine.
 */
public final class NoiseSchedule {

    /** The maximum start time; at exactly 1 there is no signal, and sigma is infinite. */
    static final double START = .997;

    private final double from;
    private final int steps;

    private NoiseSchedule(double from, int steps) {
        this.from = from;
        this.steps = steps;
    }

    public static NoiseSchedule fromNoise(int steps) {
        return new NoiseSchedule(1, steps);
    }

    /** For img2img, as in WebUI: a strength of 0.5 runs half of the requested steps. */
    public static NoiseSchedule fromImage(double strength, int steps) {
        return new NoiseSchedule(strength, strength == 0 ? 0 : Math.max(1, (int) Math.round(strength * steps)));
    }

    public int steps() {
        return steps;
    }

    public double start() {
        return Math.min(START, from);
    }

    /** The time at the start of step {@code index}; 0, the final image, at {@code steps()}. */
    public double time(int index) {
        return index == 0 ? start() : Math.min(START, from * (steps - index) / steps);
    }

    public static double signal(double time) {
        return StrictMath.cos(time * Math.PI / 2);
    }

    public static double noise(double time) {
        return StrictMath.sin(time * Math.PI / 2);
    }

    /** The ratio of noise to signal. */
    static double sigma(double time) {
        return noise(time) / signal(time);
    }
}
