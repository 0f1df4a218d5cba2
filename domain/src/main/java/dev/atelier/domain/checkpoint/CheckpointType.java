package dev.atelier.domain.checkpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Arrays;
import java.util.List;

/** The purpose of a model file, in the words of the documents. */
public enum CheckpointType {
    STABLE_DIFFUSION("Stable-diffusion", true, ".safetensors", ".ckpt"),
    LORA("Lora", false, ".safetensors", ".ckpt", ".pt"),
    VAE("VAE", false, ".safetensors", ".ckpt", ".pt"),
    CONTROL_NET("ControlNet", true, ".safetensors", ".ckpt", ".pt", ".pth", ".bin"),
    EMBEDDINGS("embeddings", false, ".safetensors", ".pt", ".bin"),
    HYPERNETWORKS("hypernetworks", false, ".pt");

    private final String word;
    private final boolean configurable;
    private final List<String> extensions;

    CheckpointType(String word, boolean configurable, String... extensions) {
        this.word = word;
        this.configurable = configurable;
        this.extensions = List.of(extensions);
    }

    /** - */
    public static CheckpointType of(String word) {
        return Arrays.stream(values())
                .filter(type -> type.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException("checkpoint type " + TextSanitizer.quote(word)
                        + " is not one of "
                        + Arrays.stream(values()).map(CheckpointType::word).toList()));
    }

    public String word() {
        return word;
    }

    /**
     * The extensions of the weights of this type that SD WebUI 1.10.1 and sd-webui-controlnet 1.1.455 list, in lower case;
     * files of all of them are inspected. Images that contain embeddings are excluded, because their content is not.
     */
    public List<String> extensions() {
        return extensions;
    }

    /** Whether a configuration beside the model counts: SD WebUI (sd_models_config.py) and sd-webui-controlnet read one. */
    public boolean isConfigurable() {
        return configurable;
    }
}
