package dev.atelier.domain;

/** What the caller sent is larger than allowed; the message tells the bound. */
public class TooLarge extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TooLarge(String message) {
        super(message);
    }
}
