package dev.atelier.domain.inference;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Arrays;
import java.util.List;

/** What an inference does. The words are those of the documents and of SD WebUI's routes. */
public enum TaskType {
    TXT2IMG("txt2img", true),
    IMG2IMG("img2img", true),
    REMBG("rembg", false),
    EXTRA_SINGLE_IMAGE("extra-single-image", false),
    EXTRA_BATCH_IMAGES("extra-batch-images", false);

    private final String word;
    private final boolean needsCheckpoint;

    TaskType(String word, boolean needsCheckpoint) {
        this.word = word;
        this.needsCheckpoint = needsCheckpoint;
    }

    /** The type that goes by this word. */
    public static TaskType of(String word) {
        return Arrays.stream(values())
                .filter(type -> type.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException("task type " + TextSanitizer.quote(word)
                        + " should be in " + words(true) + " or " + words(false)));
    }

    public String word() {
        return word;
    }

    /** Whether it paints, and so needs a Stable-diffusion checkpoint to paint with. */
    public boolean needsCheckpoint() {
        return needsCheckpoint;
    }

    /** Whether it makes just one picture, which is then called {@code image} without a number. */
    public boolean makesSingleImage() {
        return this == REMBG || this == EXTRA_SINGLE_IMAGE;
    }

    private static List<String> words(boolean generation) {
        return Arrays.stream(values())
                .filter(type -> type.needsCheckpoint == generation)
                .map(TaskType::word)
                .toList();
    }
}
