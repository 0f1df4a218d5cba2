package dev.atelier.application.usage;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What distinguishes the totals of usage, in the order of lists. */
public enum UsageDimension {
    /** The day in UTC on which jobs ended, in ISO 8601. */
    DAY,
    /** The name of the user. */
    USER,
    /** The name of the checkpoint, as it was when the job was created; empty for jobs that need none. */
    MODEL,
    /** The name of the endpoint. */
    ENDPOINT;

    /** In the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The dimension of that word.
     *
     * @throws InvalidRequestException if there is none
     */
    public static UsageDimension of(String word) {
        return Arrays.stream(values())
                .filter(dimension -> dimension.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException("usage has no " + TextSanitizer.quote(word) + "; it has "
                        + Arrays.stream(values()).map(UsageDimension::word).collect(Collectors.joining(", "))));
    }
}
