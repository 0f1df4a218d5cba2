package dev.atelier.localgpu.checkpoint;

import java.io.IOException;

/** A model file could not be given to a node; the message is for clients to read. */
public final class ModelNotPlaced extends IOException {

    private static final long serialVersionUID = 1L;

    ModelNotPlaced(String message) {
        super(message);
    }
}
