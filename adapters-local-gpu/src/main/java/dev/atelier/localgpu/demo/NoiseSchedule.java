package dev.atelier.localgpu.demo;

/**
 * The cosine schedule that the model was trained on: at time t, 1 for noise only and 0 for the picture, a noised picture
 * is {@code signal(t) * picture + noise(t) * noise}. {@link StrictMath} keeps the same seed at the same bytes on every
 * machine's JVM.
 */
final class NoiseSchedule {

    /** The earliest time to start from; at exactly 1 there is no signal and the noise level would be infinite. */
    static final double START = .997;

    private final double from;
    private final int steps;

    private NoiseSchedule(double from, int steps) {
        this.from = from;
        this.steps = steps;
    }

    static NoiseSchedule fromNoise(int steps) {
        return new NoiseSchedule(1, steps);
    }

    /** Part of the way, as WebUI does it for img2img: a strength of 0.5 runs half of the asked steps. */
    static NoiseSchedule fromImage(double strength, int steps) {
        return new NoiseSchedule(strength, strength == 0 ? 0 : Math.max(1, (int) Math.round(strength * steps)));
    }

    int steps() {
        return steps;
    }

    double start() {
        return Math.min(START, from);
    }

    /** The time at which step {@code index} begins; at {@code steps()} it is 0, the finished picture. */
    double time(int index) {
        return index == 0 ? start() : Math.min(START, from * (steps - index) / steps);
    }

    static double signal(double time) {
        return StrictMath.cos(time * Math.PI / 2);
    }

    static double noise(double time) {
        return StrictMath.sin(time * Math.PI / 2);
    }

    /** How much noise there is for each unit of picture. */
    static double sigma(double time) {
        return noise(time) / signal(time);
    }
}
