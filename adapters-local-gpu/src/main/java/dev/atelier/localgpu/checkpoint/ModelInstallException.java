package dev.atelier.localgpu.checkpoint;

import java.io.IOException;

/** A model file could not be given to a node; the message is for clients to read. */
public final class ModelInstallException extends IOException {

    private static final long serialVersionUID = 1L;

    ModelInstallException(String message) {
        super(message);
    }
}
