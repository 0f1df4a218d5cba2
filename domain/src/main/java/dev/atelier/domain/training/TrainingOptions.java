package dev.atelier.domain.training;

import dev.atelier.domain.InvalidRequest;
import dev.atelier.domain.Text;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts together the options of kohya's {@code train_network}: the usual ones for a family of models, and over them what a
 * client asks for. Sections are taken apart, as kohya does it itself. Options that name files or servers, or that make
 * kohya load code, are not the client's to choose.
 */
public final class TrainingOptions {

    public static final String OUTPUT_NAME = "output_name";

    /** What model files end with. */
    public static final String EXTENSION = ".safetensors";

    private static final int MOST_OPTIONS = 300;
    private static final int LONGEST_TEXT = 2000;

    /** Set by whoever runs the training; clients that send whole configurations send them too, so they are left out. */
    private static final Set<String> OURS =
            Set.of("pretrained_model_name_or_path", "train_data_dir", "output_dir", "logging_dir", "save_model_as");

    private static final Set<String> REFUSED = Set.of(
            "async_upload",
            "base_weights",
            "conditioning_data_dir",
            "config_file",
            "console_log_file",
            "controlnet_model_name_or_path",
            "dataset_class",
            "dataset_config",
            "dynamo_backend",
            "in_json",
            "log_config",
            "log_tracker_config",
            "log_with",
            "network_weights",
            "output_config",
            "reg_data_dir",
            "resume",
            "resume_from_huggingface",
            "sample_prompts",
            "save_state_to_huggingface",
            "tokenizer_cache_dir",
            "vae",
            "wandb_api_key");

    private static final Map<String, String> PATTERNS = Map.of(
            "network_module", "networks\\.[a-z_]+|lycoris\\.kohya",
            "optimizer_type", "[A-Za-z0-9_]*",
            "lr_scheduler_type", "[A-Za-z0-9_]*");

    private static final Set<String> COUNTS = Set.of("max_train_epochs", "save_every_n_epochs");

    private TrainingOptions() {}

    /**
     * The options for a job, without the places of its files. What does not fit is {@link InvalidRequest}.
     *
     * @param config the client's {@code config_params}: options, or sections of them
     * @param usualName what the model is called when the client does not say
     */
    public static Map<String, Object> of(FoundationModel foundation, Map<String, Object> config, String usualName) {
        Map<String, Object> options = UsualOptions.of(foundation);
        options.put(OUTPUT_NAME, usualName);
        flat(config).forEach((name, value) -> set(options, name, value));
        new CheckpointFileName(options.get(OUTPUT_NAME) + EXTENSION);
        return options;
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
        if (flat.size() > MOST_OPTIONS) {
            throw new InvalidRequest("config_params has more than " + MOST_OPTIONS + " options");
        }
        return flat;
    }

    private static void set(Map<String, Object> options, String name, Object value) {
        if (!name.matches("[a-z][a-z0-9_]{0,63}")) {
            throw new InvalidRequest("config_params has " + Text.quote(name) + ", which is no option of kohya");
        }
        boolean empty = value == null || value.equals("");
        if (empty || OURS.contains(name)) {
            return;
        }
        if (REFUSED.contains(name) || name.startsWith("huggingface_")) {
            throw new InvalidRequest("config_params has " + name
                    + ", which is not allowed: it names files or servers, and those are this service's to choose");
        }
        options.put(name, checked(name, value));
    }

    private static Object checked(String name, Object value) {
        if (COUNTS.contains(name)) {
            return count(name, value);
        }
        if ((name.equals(OUTPUT_NAME) || PATTERNS.containsKey(name)) && !(value instanceof String)) {
            throw new InvalidRequest("config_params: " + name + " should be a string");
        }
        String pattern = PATTERNS.getOrDefault(name, "(?s).*");
        if (!value.toString().matches(pattern)) {
            throw new InvalidRequest("config_params: " + name + " is " + Text.quote(value.toString())
                    + "; allowed is what fits " + pattern);
        }
        requirePlain(name, value);
        return value;
    }

    private static int count(String name, Object value) {
        String digits = value.toString();
        if (!(value instanceof Number || value instanceof String) || !digits.matches("[1-9][0-9]{0,6}")) {
            throw new InvalidRequest("config_params: " + name + " should be a whole number from 1 to 9999999, not "
                    + Text.quote(digits));
        }
        return Integer.parseInt(digits);
    }

    private static void requirePlain(String name, Object value) {
        boolean plain =
                value instanceof List<?> list ? list.stream().allMatch(TrainingOptions::isPlain) : isPlain(value);
        if (!plain) {
            throw new InvalidRequest("config_params: " + name + " should be a string of up to " + LONGEST_TEXT
                    + " characters, no control characters among them, a number, true or false, or a list of such");
        }
    }

    private static boolean isPlain(Object value) {
        return value instanceof Boolean
                || value instanceof Number
                || value instanceof String text
                        && text.length() <= LONGEST_TEXT
                        && text.chars().noneMatch(Character::isISOControl);
    }
}
