package dev.atelier.localgpu.demo;

/** A model file that the node cannot paint with; the message tells why, and goes on after a colon. */
final class UnfitModel extends Exception {

    private static final long serialVersionUID = 1L;

    UnfitModel(String message) {
        super(message);
    }
}
