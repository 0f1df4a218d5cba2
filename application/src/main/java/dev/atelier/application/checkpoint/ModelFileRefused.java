package dev.atelier.application.checkpoint;

import dev.atelier.domain.InvalidRequest;

/** A model file is not what its name says, or would do harm when it is loaded; the message says what was found. */
public class ModelFileRefused extends InvalidRequest {

    private static final long serialVersionUID = 1L;

    public ModelFileRefused(String message) {
        super(message);
    }
}
