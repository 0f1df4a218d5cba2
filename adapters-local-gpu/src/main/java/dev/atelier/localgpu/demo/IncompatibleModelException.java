package dev.atelier.localgpu.demo;

/** A model file that the node cannot paint with; the message tells why, and goes on after a colon. */
final class IncompatibleModelException extends Exception {

    private static final long serialVersionUID = 1L;

    IncompatibleModelException(String message) {
        super(message);
    }
}
