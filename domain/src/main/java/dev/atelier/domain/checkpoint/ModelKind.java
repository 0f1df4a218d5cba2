package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** What a model file contains, by its tensors. {@link CheckpointType} is what its owner uploaded it as. */
public enum ModelKind {
    CHECKPOINT(
            "checkpoint",
            CheckpointType.STABLE_DIFFUSION,
            CheckpointType.LORA,
            CheckpointType.VAE,
            CheckpointType.CONTROL_NET,
            CheckpointType.EMBEDDINGS,
            CheckpointType.HYPERNETWORKS),
    /**
     * Without VAE and text encoders, which have to be loaded beside it. Also what has the tensors of one in a part only, so no type
     * follows from it.
     */
    DIFFUSION_MODEL("diffusion model alone", null),
    /** PhotoMaker's files for ControlNet, for one, have a LoRA in them. */
    LORA("LoRA", CheckpointType.LORA, CheckpointType.STABLE_DIFFUSION, CheckpointType.VAE),
    LOHA("LyCORIS LoHa", CheckpointType.LORA, CheckpointType.STABLE_DIFFUSION, CheckpointType.VAE),
    LOKR("LyCORIS LoKr", CheckpointType.LORA, CheckpointType.STABLE_DIFFUSION, CheckpointType.VAE),
    /** Another one of LyCORIS: OFT or (IA)^3. */
    LYCORIS("LyCORIS", CheckpointType.LORA, CheckpointType.STABLE_DIFFUSION, CheckpointType.VAE),
    VAE(
            "VAE",
            CheckpointType.VAE,
            CheckpointType.STABLE_DIFFUSION,
            CheckpointType.LORA,
            CheckpointType.CONTROL_NET,
            CheckpointType.EMBEDDINGS,
            CheckpointType.HYPERNETWORKS),
    /** The first ones of it were published as a whole checkpoint. */
    CONTROL_NET("ControlNet", CheckpointType.CONTROL_NET, CheckpointType.LORA, CheckpointType.VAE),
    IP_ADAPTER("IP-Adapter", CheckpointType.CONTROL_NET, CheckpointType.STABLE_DIFFUSION, CheckpointType.VAE),
    EMBEDDING(
            "embedding",
            CheckpointType.EMBEDDINGS,
            CheckpointType.STABLE_DIFFUSION,
            CheckpointType.LORA,
            CheckpointType.VAE),
    HYPERNETWORK(
            "hypernetwork",
            CheckpointType.HYPERNETWORKS,
            CheckpointType.STABLE_DIFFUSION,
            CheckpointType.LORA,
            CheckpointType.VAE),
    /** Forge has them beside VAEs. */
    TEXT_ENCODER("text encoder", CheckpointType.VAE, CheckpointType.STABLE_DIFFUSION, CheckpointType.LORA),
    UPSCALER("upscaler", null, CheckpointType.STABLE_DIFFUSION, CheckpointType.LORA, CheckpointType.VAE),
    UNKNOWN("unknown", null);

    private final String word;
    private final Optional<CheckpointType> usual;
    private final Set<CheckpointType> impossible;

    ModelKind(String word, CheckpointType usual, CheckpointType... impossible) {
        this.word = word;
        this.usual = Optional.ofNullable(usual);
        this.impossible = Set.of(impossible);
    }

    /** The type that its files are uploaded as; empty where none has them. */
    public Optional<CheckpointType> usual() {
        return usual;
    }

    /** Whether no file of this kind can ever be used as that type. */
    public boolean isNever(CheckpointType type) {
        return impossible.contains(type);
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
