package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Arrays;

/**
 * Transitions: Initial (files are being uploaded or fetched) to Active or Disabled; Active and Disabled to each other.
 */
public enum CheckpointStatus {
    INITIAL("Initial"),
    ACTIVE("Active"),
    DISABLED("Disabled");

    private final String word;

    CheckpointStatus(String word) {
        this.word = word;
    }

    /** - */
    public static CheckpointStatus of(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException("checkpoint status " + TextSanitizer.quote(word)
                        + " is not one of "
                        + Arrays.stream(values()).map(CheckpointStatus::word).toList()));
    }

    public String word() {
        return word;
    }

    boolean canBecome(CheckpointStatus next) {
        return next != INITIAL && next != this;
    }
}
