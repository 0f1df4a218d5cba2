package dev.atelier.persistence.inspection;

/** A defect of a model file; the message completes a sentence that begins with the file. */
final class ModelFileFormatException extends Exception {

    private static final long serialVersionUID = 1L;

    ModelFileFormatException(String message) {
        super(message);
    }
}
