package dev.atelier.domain.checkpoint;

import static dev.atelier.domain.checkpoint.ModelFormat.PICKLE;
import static dev.atelier.domain.checkpoint.ModelFormat.SAFETENSORS;
import static dev.atelier.domain.checkpoint.ModelFormat.YAML;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Arrays;
import java.util.List;

/** The purpose of a model file, in the words of the documents. */
public enum CheckpointType {
    STABLE_DIFFUSION("Stable-diffusion", SAFETENSORS, PICKLE, YAML),
    LORA("Lora", SAFETENSORS, PICKLE),
    VAE("VAE", SAFETENSORS, PICKLE),
    CONTROL_NET("ControlNet", SAFETENSORS, PICKLE, YAML),
    EMBEDDINGS("embeddings", SAFETENSORS, PICKLE),
    HYPERNETWORKS("hypernetworks", SAFETENSORS, PICKLE);

    private final String word;
    private final List<ModelFormat> formats;

    CheckpointType(String word, ModelFormat... formats) {
        this.word = word;
        this.formats = List.of(formats);
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
     * The formats of this type's files that compute loads; all of them are inspected. A configuration beside the model
     * counts only where SD WebUI 1.10.1 (sd_models_config.py) and sd-webui-controlnet 1.1.455 read one. Images that
     * contain embeddings are excluded, because their content is not inspected.
     */
    public List<ModelFormat> formats() {
        return formats;
    }
}
