package dev.atelier.localgpu.demo;

/** One look of the model at a noised picture. */
@FunctionalInterface
interface Denoiser {

    /** The finished picture that the model sees in {@code noised} at {@code time}. */
    float[] clean(float[] noised, double time);
}
