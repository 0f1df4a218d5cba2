package dev.atelier.domain.training;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Arrays;

/** The model family of a training's base model, in the words of the documents. */
public enum FoundationModel {
    SD_1_5("sd_1_5"),
    SD_XL("sd_xl");

    private final String word;

    FoundationModel(String word) {
        this.word = word;
    }

    /** - */
    public static FoundationModel of(String word) {
        return Arrays.stream(values())
                .filter(model -> model.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException("fm_type " + TextSanitizer.quote(word)
                        + " is not one of "
                        + Arrays.stream(values()).map(FoundationModel::word).toList()));
    }

    public String word() {
        return word;
    }
}
