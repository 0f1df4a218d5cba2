package dev.atelier.persistence.inspection;

/** What is wrong with a file, as the end of a sentence about it. */
final class ModelFileFormatException extends Exception {

    private static final long serialVersionUID = 1L;

    ModelFileFormatException(String message) {
        super(message);
    }
}
