package dev.atelier.domain.inference;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.Arrays;
import java.util.List;

/** The operation of an inference, in the words of the documents and of SD WebUI's routes. */
public enum TaskType {
    TXT2IMG("txt2img", true),
    IMG2IMG("img2img", true),
    REMBG("rembg", false),
    EXTRA_SINGLE_IMAGE("extra-single-image", false),
    EXTRA_BATCH_IMAGES("extra-batch-images", false),
    /** The map that a preprocessor of ControlNet makes of an image. */
    DETECT("detect", false),
    /** A caption of an image. */
    INTERROGATE("interrogate", false);

    private final String word;
    private final boolean needsCheckpoint;

    TaskType(String word, boolean needsCheckpoint) {
        this.word = word;
        this.needsCheckpoint = needsCheckpoint;
    }

    /** - */
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

    /** Whether it generates, and so needs a Stable-diffusion checkpoint. */
    public boolean needsCheckpoint() {
        return needsCheckpoint;
    }

    /** Whether it returns exactly one image, which is then named {@code image} without a number. */
    public boolean makesSingleImage() {
        return this == REMBG || this == EXTRA_SINGLE_IMAGE;
    }

    /** Whether it returns a text, which is the job's info then, and no image. */
    public boolean makesText() {
        return this == INTERROGATE;
    }

    private static List<String> words(boolean generation) {
        return Arrays.stream(values())
                .filter(type -> type.needsCheckpoint == generation)
                .map(TaskType::word)
                .toList();
    }
}
