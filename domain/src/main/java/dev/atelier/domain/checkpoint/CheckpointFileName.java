package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequest;
import dev.atelier.domain.Text;

/** The name of a model file: 1 to 255 characters, no slashes, no control characters, not starting with a dot. */
public record CheckpointFileName(String value) {

    private static final int MAX_LENGTH = 255;

    public CheckpointFileName {
        if (value == null
                || value.isBlank()
                || value.length() > MAX_LENGTH
                || value.startsWith(".")
                || !value.matches("[^\\p{Cntrl}/\\\\]+")) {
            throw new InvalidRequest("checkpoint file name " + Text.quote(value) + " is not allowed: 1 to " + MAX_LENGTH
                    + " characters, no slashes, no control characters, no dot at the start");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
