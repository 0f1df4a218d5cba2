package dev.atelier.application.checkpoint;

import dev.atelier.domain.InvalidRequestException;

/** A model file is not what its name says, or would do harm when it is loaded; the message says what was found. */
public class ModelFileRejectedException extends InvalidRequestException {

    private static final long serialVersionUID = 1L;

    public ModelFileRejectedException(String message) {
        super(message);
    }
}
