package dev.atelier.domain.merge;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Arrays;

/** How models are merged. The names and formulas are SD WebUI's; m is the multiplier. */
public enum MergeMethod {
    /** A unchanged. */
    NO_INTERPOLATION("No interpolation", 1),
    /** {@code (1 - m)·A + m·B}. */
    WEIGHTED_SUM("Weighted sum", 2),
    /** {@code A + m·(B - C)}. */
    ADD_DIFFERENCE("Add difference", 3);

    private final String word;
    private final int models;

    MergeMethod(String word, int models) {
        this.word = word;
        this.models = models;
    }

    /** - */
    public static MergeMethod of(String word) {
        return Arrays.stream(values())
                .filter(method -> method.word.equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidRequestException("interp_method " + TextSanitizer.quote(word) + " is not one of "
                                + Arrays.stream(values()).map(MergeMethod::word).toList()));
    }

    public String word() {
        return word;
    }

    /** The number of models. */
    public int models() {
        return models;
    }
}
