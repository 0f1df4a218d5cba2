package dev.atelier.rest.console;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.inference.TaskType;
import io.micronaut.core.annotation.Nullable;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The one unit of ControlNet that the form has: its fields, and what they are in a payload, as ControlNet's own clients write it. */
final class ControlUnit {

    static final List<String> MODES =
            List.of("Balanced", "My prompt is more important", "ControlNet is more important");
    static final List<String> RESIZES = List.of("Just Resize", "Crop and Resize", "Resize and Fill");

    /** Names that ControlNet had for them before, and takes still. */
    private static final Map<String, String> OLDER_RESIZES = Map.of(
            "Inner Fit (Scale to Fit)", RESIZES.get(1),
            "Scale to Fit (Inner Fit)", RESIZES.get(1),
            "Outer Fit (Shrink to Fit)", RESIZES.get(2),
            "Envelope (Outer Fit)", RESIZES.get(2));

    /** A field with an image as a data URL; without it img2img takes the image that it begins with. */
    private static final String IMAGE = "control_image";

    private static final String MODEL = "control_model";
    private static final String MODULE = "control_module";
    private static final String WEIGHT = "control_weight";
    private static final String START = "control_start";
    private static final String END = "control_end";
    private static final String MODE = "control_mode";
    private static final String RESIZE = "control_resize";

    private static final String SCRIPT = "controlnet";
    private static final BigDecimal HEAVIEST = BigDecimal.valueOf(2);

    /** What is written where there is no model, or no preprocessor. */
    private static final String NONE = "none";

    /** Those of a unit that say how to make an image again, by the names of the form's fields. */
    private static final Map<String, String> REPEATABLE = new LinkedHashMap<>();

    static {
        REPEATABLE.put(MODEL, "model");
        REPEATABLE.put(MODULE, "module");
        REPEATABLE.put(WEIGHT, "weight");
        REPEATABLE.put(START, "guidance_start");
        REPEATABLE.put(END, "guidance_end");
        REPEATABLE.put(MODE, "control_mode");
        REPEATABLE.put(RESIZE, "resize_mode");
    }

    private ControlUnit() {}

    /** Whether the form has one. */
    static boolean isIn(GenerateForm form) {
        return !form.text(MODEL).isEmpty() || !form.text(MODULE).isEmpty();
    }

    /** Whether it is this model that the form has, which may be its title: {@code name [hash]}. */
    static boolean isModel(GenerateForm form, String file) {
        String model = form.text(MODEL);
        int hash = model.endsWith("]") ? model.lastIndexOf(" [") : -1;
        return CheckpointFileName.stem(hash < 0 ? model : model.substring(0, hash))
                .equals(CheckpointFileName.stem(file));
    }

    /** Whether the form has a model that is none of these. */
    static boolean isOtherModel(GenerateForm form, List<String> files) {
        return !form.text(MODEL).isEmpty() && files.stream().noneMatch(file -> isModel(form, file));
    }

    /**
     * The scripts of a payload with the unit; empty where the form has none.
     *
     * @throws InvalidRequestException if a value is none
     */
    static Optional<Map<String, Object>> scripts(GenerateForm form) {
        String image = form.text(IMAGE);
        if (!isIn(form)) {
            if (!image.isEmpty()) {
                throw new InvalidRequestException(
                        IMAGE + " has an image; choose a ControlNet model or a preprocessor for it, too");
            }
            return Optional.empty();
        }
        if (image.isEmpty() && form.task() == TaskType.TXT2IMG) {
            throw new InvalidRequestException(IMAGE + " is missing: choose the image that ControlNet is to follow");
        }
        return Optional.of(Map.of(SCRIPT, Map.of("args", List.of(unit(form, image)))));
    }

    private static Map<String, Object> unit(GenerateForm form, String image) {
        BigDecimal start = number(form, START, "0", BigDecimal.ONE);
        BigDecimal end = number(form, END, "1", BigDecimal.ONE);
        if (start.compareTo(end) > 0) {
            throw new InvalidRequestException(START + " should be no more than " + END);
        }
        Map<String, Object> unit = new LinkedHashMap<>();
        unit.put("enabled", true);
        unit.put("module", form.text(MODULE, NONE));
        unit.put("model", form.text(MODEL, "None"));
        unit.put("weight", number(form, WEIGHT, "1", HEAVIEST));
        unit.put("guidance_start", start);
        unit.put("guidance_end", end);
        unit.put("control_mode", choice(form, MODE, MODES));
        unit.put("resize_mode", choice(form, RESIZE, RESIZES));
        if (!image.isEmpty()) {
            unit.put("image", GenerateForm.image(IMAGE, image));
        }
        return unit;
    }

    private static BigDecimal number(GenerateForm form, String name, String other, BigDecimal most) {
        BigDecimal number = GenerateForm.number(name, form.text(name, other));
        if (number.signum() < 0 || number.compareTo(most) > 0) {
            throw new InvalidRequestException(
                    name + " should be a number from 0 to " + most + ", not " + TextSanitizer.quote(form.text(name)));
        }
        return number;
    }

    private static String choice(GenerateForm form, String name, List<String> choices) {
        String choice = form.text(name, choices.get(0));
        if (!choices.contains(choice)) {
            throw new InvalidRequestException(
                    name + " should be one of " + String.join(", ", choices) + ", not " + TextSanitizer.quote(choice));
        }
        return choice;
    }

    /** The form's fields of the first unit with which a node has made images, without its image; empty where there was none. */
    static Map<String, String> fields(Map<?, ?> parameters) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (parameters.get("alwayson_scripts") instanceof Map<?, ?> scripts
                && first(scripts) instanceof Map<?, ?> unit) {
            REPEATABLE.forEach((field, name) -> Generation.text(named(field, unit.get(name)))
                    .filter(value -> !value.equalsIgnoreCase(NONE))
                    .ifPresent(value -> fields.put(field, value)));
        }
        return fields;
    }

    /** The choice of a field, which clients may write as its number, too. */
    @Nullable
    private static Object named(String field, @Nullable Object value) {
        List<String> choices = field.equals(MODE) ? MODES : field.equals(RESIZE) ? RESIZES : List.of();
        if (value instanceof Integer at && at >= 0 && at < choices.size()) {
            return choices.get(at);
        }
        return field.equals(RESIZE) && value instanceof String name ? OLDER_RESIZES.getOrDefault(name, name) : value;
    }

    /** WebUI compares titles whatever their case. */
    @Nullable
    private static Object first(Map<?, ?> scripts) {
        return scripts.entrySet().stream()
                .filter(script -> SCRIPT.equalsIgnoreCase(script.getKey().toString()))
                .flatMap(script ->
                        script.getValue() instanceof Map<?, ?> given && given.get("args") instanceof List<?> units
                                ? units.stream()
                                : Stream.empty())
                .filter(given -> !(given instanceof Map<?, ?> unit && Boolean.FALSE.equals(unit.get("enabled"))))
                .findFirst()
                .orElse(null);
    }
}
