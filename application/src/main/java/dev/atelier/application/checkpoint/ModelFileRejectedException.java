package dev.atelier.application.checkpoint;

import dev.atelier.domain.InvalidRequestException;

/** A model file is not of the format that its name says, or is harmful to load; the message says what was found. */
public class ModelFileRejectedException extends InvalidRequestException {

    private static final long serialVersionUID = 1L;

    public ModelFileRejectedException(String message) {
        super(message);
    }
}
