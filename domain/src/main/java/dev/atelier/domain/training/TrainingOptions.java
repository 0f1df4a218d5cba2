package dev.atelier.domain.training;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Assembles the options of kohya's {@code train_network}: the defaults of a model family, overridden by the client's.
 * Sections are flattened, as kohya does itself. Clients may set only listed options, each within its type and range;
 * options that name files or servers, or make kohya load code, are not listed.
 */
public final class TrainingOptions {

    public static final String OUTPUT_NAME = "output_name";

    /** The extension of trained models. */
    public static final String EXTENSION = ".safetensors";

    /** The prompts of sample images, one on each line. */
    public static final String SAMPLE_PROMPTS = "sample_prompts";

    /** The options that say which sample images are made; nothing else depends on them. */
    public static final Set<String> SAMPLES = Set.of(
            "sample_at_first", "sample_every_n_epochs", "sample_every_n_steps", SAMPLE_PROMPTS, "sample_sampler");

    private static final int MAX_OPTIONS = 300;

    private TrainingOptions() {}

    /**
     * The options of a job, without the paths of its files.
     *
     * @param config the client's {@code config_params}: options, or sections of them
     * @param usualName the default name of the model
     * @throws InvalidRequestException if an option or value is not allowed
     */
    public static Map<String, Object> of(FoundationModel foundation, Map<String, Object> config, String usualName) {
        Map<String, Object> asked = flat(config);
        OptionRules.requirePrompts(asked);
        if (!OptionRules.asksForSamples(asked)) {
            asked.keySet().removeAll(SAMPLES);
        }
        Map<String, Object> client = checked(asked);
        Map<String, Object> options = DefaultTrainingOptions.besides(client, foundation);
        options.put(OUTPUT_NAME, usualName);
        options.putAll(client);
        requireFileName(options);
        OptionRules.check(options, foundation);
        return options;
    }

    /** Stored options, checked as if a client sent them, because an earlier release may have stored others. */
    static Map<String, Object> recheck(Map<String, Object> options) {
        Map<String, Object> checked = checked(options);
        requireFileName(checked);
        return checked;
    }

    private static void requireFileName(Map<String, Object> options) {
        String name = options.get(OUTPUT_NAME).toString();
        if (!new CheckpointFileName(name + EXTENSION).isFileName()) {
            throw new InvalidRequestException("config_params: " + OUTPUT_NAME + " is " + TextSanitizer.quote(name)
                    + "; allowed are up to 255 bytes in UTF-8 with " + EXTENSION
                    + ", no slashes and no control characters");
        }
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

    /** Some clients send complete configurations, with empty values for options that they do not set. */
    private static void requireUnset(String name, Object value) {
        boolean unset = value == null || value.equals("") || value.equals(false) || value.equals(List.of());
        if (!unset && !OptionTable.LEFT_OUT.contains(name)) {
            throw new InvalidRequestException("config_params has " + TextSanitizer.quote(name)
                    + ", which is not an option that a client may set; allowed are "
                    + String.join(", ", OptionTable.OPTIONS.keySet()));
        }
    }

    private static Object read(String name, OptionType type, Object value) {
        return type.read(value)
                .orElseThrow(() -> new InvalidRequestException("config_params: " + name + " is "
                        + TextSanitizer.quote(value.toString()) + "; allowed is " + type.allowed()));
    }
}
