package dev.atelier.localgpu.demo;

/** One evaluation of the model. */
@FunctionalInterface
interface Denoiser {

    /** Predicts the denoised image from the image {@code noised} at {@code time}. */
    float[] clean(float[] noised, double time);
}
