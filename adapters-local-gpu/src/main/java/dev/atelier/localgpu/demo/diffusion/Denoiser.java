package dev.atelier.localgpu.demo.diffusion;

import ai.onnxruntime.OrtException;

/** One evaluation of the model. */
@FunctionalInterface
public interface Denoiser {

    /** Predicts the denoised image from the image {@code noised} at {@code time}. */
    float[] clean(float[] noised, double time) throws OrtException;
}
