package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Arrays;

/** What a model file contains, by its tensors. {@link CheckpointType} is what its owner uploaded it as. */
public enum ModelKind {
    CHECKPOINT("checkpoint"),
    /** Without VAE and text encoders, which have to be loaded beside it. */
    DIFFUSION_MODEL("diffusion model alone"),
    LORA("LoRA"),
    LOHA("LyCORIS LoHa"),
    LOKR("LyCORIS LoKr"),
    /** Another one of LyCORIS: OFT or (IA)^3. */
    LYCORIS("LyCORIS"),
    VAE("VAE"),
    CONTROL_NET("ControlNet"),
    IP_ADAPTER("IP-Adapter"),
    EMBEDDING("embedding"),
    HYPERNETWORK("hypernetwork"),
    TEXT_ENCODER("text encoder"),
    UPSCALER("upscaler"),
    UNKNOWN("unknown");

    private final String word;

    ModelKind(String word) {
        this.word = word;
    }

    /** @throws InvalidRequestException if there is none of that word; upper and lower case do not count */
    public static ModelKind of(String word) {
        return Arrays.stream(values())
                .filter(value -> value.word.equalsIgnoreCase(word.strip()))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidRequestException("kind of model " + TextSanitizer.quote(word) + " is not one of "
                                + Arrays.stream(values()).map(ModelKind::word).toList()));
    }

    public String word() {
        return word;
    }
}
