package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Arrays;
import java.util.Set;

/** What a model file contains, by its tensors. {@link CheckpointType} is what its owner uploaded it as. */
public enum ModelKind {
    CHECKPOINT("checkpoint", CheckpointType.STABLE_DIFFUSION),
    /**
     * Without VAE and text encoders, which have to be loaded beside it. Also what has the tensors of one in a part only, so no type
     * follows from it.
     */
    DIFFUSION_MODEL("diffusion model alone", CheckpointType.values()),
    LORA("LoRA", CheckpointType.LORA),
    LOHA("LyCORIS LoHa", CheckpointType.LORA),
    LOKR("LyCORIS LoKr", CheckpointType.LORA),
    /** Another one of LyCORIS: OFT or (IA)^3. */
    LYCORIS("LyCORIS", CheckpointType.LORA),
    VAE("VAE", CheckpointType.VAE),
    CONTROL_NET("ControlNet", CheckpointType.CONTROL_NET),
    IP_ADAPTER("IP-Adapter", CheckpointType.CONTROL_NET),
    EMBEDDING("embedding", CheckpointType.EMBEDDINGS),
    HYPERNETWORK("hypernetwork", CheckpointType.HYPERNETWORKS),
    TEXT_ENCODER("text encoder"),
    UPSCALER("upscaler"),
    UNKNOWN("unknown", CheckpointType.values());

    private final String word;
    private final Set<CheckpointType> types;

    ModelKind(String word, CheckpointType... types) {
        this.word = word;
        this.types = Set.of(types);
    }

    /** The types that a file of this kind can be used as: all where that is not certain, none for kinds that no type has. */
    public Set<CheckpointType> types() {
        return types;
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
