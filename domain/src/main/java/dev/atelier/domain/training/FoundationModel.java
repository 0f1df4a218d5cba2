package dev.atelier.domain.training;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.ModelFamily;
import java.util.Arrays;
import java.util.Map;

/** The model family of a training's base model, in the words of the documents. */
public enum FoundationModel {
    SD_1_5("sd_1_5", ModelFamily.STABLE_DIFFUSION_1),
    SD_XL("sd_xl", ModelFamily.STABLE_DIFFUSION_XL);

    private final String word;
    private final ModelFamily family;

    FoundationModel(String word, ModelFamily family) {
        this.word = word;
        this.family = family;
    }

    /** The family that its base models are of, with these options: sd-scripts trains those of 2.x as 1.5 with {@code v2}. */
    public ModelFamily family(Map<String, Object> options) {
        return isV2(options) ? ModelFamily.STABLE_DIFFUSION_2 : family;
    }

    private boolean isV2(Map<String, Object> options) {
        return this == SD_1_5 && OptionRules.isOn(options, "v2");
    }

    /** In the words of a request with these options. */
    public String described(Map<String, Object> options) {
        return "fm_type " + word + (isV2(options) ? " with v2" : "");
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
