package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Arrays;
import java.util.Set;

/** The architecture of a diffusion model, which what is used together with it has to share. */
public enum ModelFamily {
    STABLE_DIFFUSION_1("Stable Diffusion 1.x"),
    STABLE_DIFFUSION_2("Stable Diffusion 2.x"),
    STABLE_DIFFUSION_XL("Stable Diffusion XL"),
    STABLE_DIFFUSION_XL_REFINER("Stable Diffusion XL Refiner"),
    STABLE_DIFFUSION_3("Stable Diffusion 3.x"),
    STABLE_CASCADE("Stable Cascade"),
    STABLE_VIDEO_DIFFUSION("Stable Video Diffusion"),
    FLUX_1("Flux.1"),
    FLUX_2("Flux.2"),
    CHROMA("Chroma"),
    AURA_FLOW("AuraFlow"),
    PIXART("PixArt"),
    LUMINA_2("Lumina 2"),
    Z_IMAGE("Z-Image"),
    QWEN_IMAGE("Qwen-Image"),
    HUNYUAN_DIT("Hunyuan-DiT"),
    HUNYUAN_VIDEO("Hunyuan Video"),
    WAN("Wan"),
    UNKNOWN("unknown");

    /** Chroma has been made of Flux.1, and takes its LoRAs. */
    private static final Set<ModelFamily> OF_FLUX_1 = Set.of(FLUX_1, CHROMA);

    private final String word;

    ModelFamily(String word) {
        this.word = word;
    }

    /** Whether a LoRA of this family has its effect on a model of the other one; where one of them is unknown, it may. */
    public boolean fits(ModelFamily other) {
        return this == other || this == UNKNOWN || other == UNKNOWN || OF_FLUX_1.containsAll(Set.of(this, other));
    }

    /** @throws InvalidRequestException if there is none of that word; upper and lower case do not count */
    public static ModelFamily of(String word) {
        return Arrays.stream(values())
                .filter(value -> value.word.equalsIgnoreCase(word.strip()))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidRequestException("model family " + TextSanitizer.quote(word) + " is not one of "
                                + Arrays.stream(values()).map(ModelFamily::word).toList()));
    }

    public String word() {
        return word;
    }
}
