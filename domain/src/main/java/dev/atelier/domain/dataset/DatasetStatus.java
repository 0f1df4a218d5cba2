package dev.atelier.domain.dataset;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Arrays;

/**
 * Status of a dataset and of each of its items. Transitions: Initialed (files are being uploaded) to Enabled or
 * Disabled; these to each other, and to themselves when more files have arrived.
 */
public enum DatasetStatus {
    INITIALED("Initialed"),
    ENABLED("Enabled"),
    DISABLED("Disabled");

    private final String word;

    DatasetStatus(String word) {
        this.word = word;
    }

    /** - */
    public static DatasetStatus of(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException("dataset status " + TextSanitizer.quote(word)
                        + " is not one of "
                        + Arrays.stream(values()).map(DatasetStatus::word).toList()));
    }

    public String word() {
        return word;
    }

    boolean canBecome(DatasetStatus next) {
        return next != INITIALED;
    }
}
