package dev.atelier.domain.dataset;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;

/** The name of a dataset: 1 to 128 characters, no slashes, no control characters, not starting with a dot. */
public record DatasetName(String value) {

    private static final int MAX_LENGTH = 128;

    public DatasetName {
        if (value == null
                || value.isBlank()
                || value.length() > MAX_LENGTH
                || value.startsWith(".")
                // Cs: an unpaired surrogate, which file systems and databases reject.
                || !value.matches("[^\\p{Cntrl}\\p{Cs}/\\\\]+")) {
            throw new InvalidRequestException("dataset name " + TextSanitizer.quote(value) + " is not allowed: 1 to "
                    + MAX_LENGTH + " characters, no slashes, no control characters, no dot at the start");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
