package dev.atelier.domain.endpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Arrays;

/** Whether clients poll for the result or wait for it. The words are those of the documents. */
public enum InferenceType {
    ASYNC("Async", "async"),
    REAL_TIME("Real-time", "real-time");

    private final String word;
    private final String nameInfix;

    InferenceType(String word, String nameInfix) {
        this.word = word;
        this.nameInfix = nameInfix;
    }

    /** - */
    public static InferenceType of(String word) {
        return Arrays.stream(values())
                .filter(type -> type.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(TextSanitizer.quote(word) + " is not one of "
                        + Arrays.stream(values()).map(InferenceType::word).toList()));
    }

    public String word() {
        return word;
    }

    /** The part of an endpoint's name that shows its type. */
    String nameInfix() {
        return nameInfix;
    }
}
