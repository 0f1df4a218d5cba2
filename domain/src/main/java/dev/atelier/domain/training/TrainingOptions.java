package dev.atelier.domain.training;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts together the options of kohya's {@code train_network}: the usual ones for a family of models, and over them what a
 * client asks for. Sections are taken apart, as kohya does it itself. Clients may set the options of a list, each within its
 * type and range; what names files or servers, or makes kohya load code, is not on it.
 */
public final class TrainingOptions {

    public static final String OUTPUT_NAME = "output_name";

    /** What model files end with. */
    public static final String EXTENSION = ".safetensors";

    private static final int MAX_OPTIONS = 300;

    private TrainingOptions() {}

    /**
     * The options for a job, without the places of its files. What does not fit is {@link InvalidRequestException}.
     *
     * @param config the client's {@code config_params}: options, or sections of them
     * @param usualName what the model is called when the client does not say
     */
    public static Map<String, Object> of(FoundationModel foundation, Map<String, Object> config, String usualName) {
        Map<String, Object> options = DefaultTrainingOptions.of(foundation);
        options.put(OUTPUT_NAME, usualName);
        options.putAll(checked(flat(config)));
        requireFileName(options);
        return options;
    }

    /** Those that are given, checked as if a client sent them: an earlier release may have stored others. */
    static Map<String, Object> recheck(Map<String, Object> options) {
        Map<String, Object> checked = checked(options);
        requireFileName(checked);
        return checked;
    }

    private static void requireFileName(Map<String, Object> options) {
        new CheckpointFileName(options.get(OUTPUT_NAME) + EXTENSION);
    }

    private static Map<String, Object> flat(Map<String, Object> config) {
        Map<String, Object> flat = new LinkedHashMap<>();
        config.forEach((name, value) -> {
            if (value instanceof Map<?, ?> section) {
                section.forEach((inner, innerValue) -> flat.put(inner.toString(), innerValue));
            } else {
                flat.put(name, value);
            }
        });
        if (flat.size() > MAX_OPTIONS) {
            throw new InvalidRequestException("config_params has more than " + MAX_OPTIONS + " options");
        }
        return flat;
    }

    private static Map<String, Object> checked(Map<String, Object> options) {
        Map<String, Object> checked = new LinkedHashMap<>();
        options.forEach((name, value) -> {
            if (value instanceof Map) {
                throw new InvalidRequestException("config_params: " + TextSanitizer.quote(name)
                        + " is a section within a section; allowed are options, and sections of options");
            }
            OptionType type = OptionTable.OPTIONS.get(name);
            if (type == null) {
                requireUnset(name, value);
            } else if (!type.isUnset(value)) {
                checked.put(name, read(name, type, value));
            }
        });
        return checked;
    }

    /** Clients that send whole configurations name options that they do not set. */
    private static void requireUnset(String name, Object value) {
        boolean unset = value == null || value.equals("") || value.equals(false) || value.equals(List.of());
        if (!unset && !OptionTable.LEFT_OUT.contains(name)) {
            throw new InvalidRequestException("config_params has " + TextSanitizer.quote(name)
                    + ", which is no option that a client may set; allowed are "
                    + String.join(", ", OptionTable.OPTIONS.keySet()));
        }
    }

    private static Object read(String name, OptionType type, Object value) {
        return type.read(value)
                .orElseThrow(() -> new InvalidRequestException("config_params: " + name + " is "
                        + TextSanitizer.quote(value.toString()) + "; allowed is " + type.allowed()));
    }
}
