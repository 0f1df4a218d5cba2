package dev.atelier.rest.console;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.inference.TaskType;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The form with which users generate. Its fields have the names that they have in a payload, and what is empty is left to the node. */
record GenerateForm(Map<String, String> fields) {

    static final String SEED = "seed";

    /** A field with an image as a data URL; without it the image is made of the prompt alone. */
    static final String INIT_IMAGE = "init_image";

    static final String MODEL = "model";

    /** The image of a job with which the form begins, as its path below the jobs. */
    static final String FROM = "from";

    private static final String IMAGE_OF_JOB = "[0-9a-f-]{36}/images/\\d{1,3}";

    private static final String MASK = "mask";
    private static final String DENOISING_STRENGTH = "denoising_strength";
    private static final List<String> TEXTS = List.of("prompt", "negative_prompt", "sampler_name", "scheduler");
    private static final List<String> NUMBERS = List.of("steps", "cfg_scale", "width", "height", "n_iter", SEED);

    /** Those that say of an image how to make it again. */
    static final List<String> REPEATABLE = List.of(
            "prompt", "negative_prompt", "sampler_name", "scheduler", "steps", "cfg_scale", "width", "height", SEED);

    /** Without exponents, whose digits would fill the memory. */
    private static final String NUMBER = "-?\\d{1,18}(\\.\\d{1,18})?";

    private static final String DATA = "data:image/";

    /** What a field has, or nothing. */
    String text(String name) {
        return fields.getOrDefault(name, "").strip();
    }

    /** As above, or else another text. */
    String text(String name, String other) {
        return text(name).isEmpty() ? other : text(name);
    }

    /** Where the page gets the image from with which it begins; empty for none. */
    String initImage(Frame frame) {
        return text(FROM).matches(IMAGE_OF_JOB) ? frame.url("/jobs/" + text(FROM)) : "";
    }

    TaskType task() {
        return text(INIT_IMAGE).isEmpty() ? TaskType.TXT2IMG : TaskType.IMG2IMG;
    }

    /** @throws InvalidRequestException if a number is none, or an image is none, or the unit of ControlNet is wrong */
    Map<String, Object> payload() {
        Map<String, Object> payload = new LinkedHashMap<>();
        TEXTS.forEach(name -> given(name).ifPresent(value -> payload.put(name, value)));
        NUMBERS.forEach(name -> given(name).ifPresent(value -> payload.put(name, number(name, value))));
        given(INIT_IMAGE).ifPresent(image -> {
            payload.put("init_images", List.of(image(INIT_IMAGE, image)));
            given(DENOISING_STRENGTH)
                    .ifPresent(value -> payload.put(DENOISING_STRENGTH, number(DENOISING_STRENGTH, value)));
            given(MASK).ifPresent(mask -> payload.put(MASK, image(MASK, mask)));
        });
        ControlUnit.scripts(this).ifPresent(scripts -> payload.put("alwayson_scripts", scripts));
        return payload;
    }

    private Optional<String> given(String name) {
        return Optional.of(text(name)).filter(text -> !text.isEmpty());
    }

    static BigDecimal number(String name, String value) {
        if (!value.matches(NUMBER)) {
            throw new InvalidRequestException(
                    name + " should be a number of up to 18 digits, not " + TextSanitizer.quote(value));
        }
        return new BigDecimal(value);
    }

    static String image(String name, String value) {
        if (!value.startsWith(DATA)) {
            throw new InvalidRequestException(name + " should be an image");
        }
        return value;
    }
}
