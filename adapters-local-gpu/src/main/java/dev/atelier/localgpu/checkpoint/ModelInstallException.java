package dev.atelier.localgpu.checkpoint;

import java.io.IOException;

/** A model file cannot be installed; the message is for clients. */
public final class ModelInstallException extends IOException {

    private static final long serialVersionUID = 1L;

    ModelInstallException(String message) {
        super(message);
    }
}
