package dev.atelier.persistence.inspection;

/** What is wrong with a file, as the end of a sentence about it. */
final class Finding extends Exception {

    private static final long serialVersionUID = 1L;

    Finding(String message) {
        super(message);
    }
}
