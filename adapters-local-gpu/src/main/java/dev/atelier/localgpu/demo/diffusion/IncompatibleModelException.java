package dev.atelier.localgpu.demo.diffusion;

/** A model file does not have tiny-emoji's architecture; the message names the reason and is a sentence's second half. */
public final class IncompatibleModelException extends Exception {

    private static final long serialVersionUID = 1L;

    IncompatibleModelException(String message) {
        super(message);
    }
}
