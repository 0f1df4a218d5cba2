package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequest;
import dev.atelier.domain.Text;
import java.util.Arrays;

/** What a model file is for. The words are those of the documents. */
public enum CheckpointType {
    STABLE_DIFFUSION("Stable-diffusion"),
    LORA("Lora"),
    VAE("VAE"),
    CONTROL_NET("ControlNet"),
    EMBEDDINGS("embeddings"),
    HYPERNETWORKS("hypernetworks");

    private final String word;

    CheckpointType(String word) {
        this.word = word;
    }

    /** The type that goes by this word. */
    public static CheckpointType of(String word) {
        return Arrays.stream(values())
                .filter(type -> type.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequest("checkpoint type " + Text.quote(word) + " is not one of "
                        + Arrays.stream(values()).map(CheckpointType::word).toList()));
    }

    public String word() {
        return word;
    }
}
