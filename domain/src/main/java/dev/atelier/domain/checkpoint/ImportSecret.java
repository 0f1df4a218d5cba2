package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequestException;

/** What a server of models wants to see before it hands out a file. It is never shown by {@link #toString}. */
public record ImportSecret(String value) {

    private static final int MAX_LENGTH = 4096;

    public ImportSecret {
        if (!value.matches("[\\x21-\\x7e]{1," + MAX_LENGTH + "}")) {
            throw new InvalidRequestException("the secret is not allowed: 1 to " + MAX_LENGTH
                    + " letters, digits and signs of ASCII, without spaces");
        }
    }

    @Override
    public String toString() {
        return "…";
    }
}
