package dev.atelier.domain.access;

import dev.atelier.domain.InvalidRequestException;

/** A user's password: 1 to 256 characters. It is never shown, not even by {@link #toString}. */
public record Password(String value) {

    /** Shown in place of any password. */
    public static final String MASK = "********";

    private static final int MAX_LENGTH = 256;

    public Password {
        if (value == null || value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new InvalidRequestException("a password has 1 to " + MAX_LENGTH + " characters");
        }
    }

    @Override
    public String toString() {
        return MASK;
    }
}
