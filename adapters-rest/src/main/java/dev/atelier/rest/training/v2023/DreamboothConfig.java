package dev.atelier.rest.training.v2023;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.training.ImageDefaults;
import dev.atelier.domain.training.TrainingOptions;
import dev.atelier.rest.JsonObjectReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Converts a configuration of the dreambooth extension to a LoRA training with kohya. Options that would change the
 * result and have no equivalent are rejected; the rest is ignored.
 *
 * @param options kohya's
 */
record DreamboothConfig(ImageDefaults images, Map<String, Object> options) {

    /** The extension uses each image once in an epoch, and counts epochs. */
    private static final int REPEATS = 1;

    private static final int USUAL_EPOCHS = 100;

    /** In a prompt: the image's own caption. */
    private static final String OWN_CAPTION = "[filewords]";

    private static final Map<String, String> COUNTS = Map.of(
            "num_train_epochs", "max_train_epochs",
            "train_batch_size", "train_batch_size",
            "gradient_accumulation_steps", "gradient_accumulation_steps");

    private static final Map<String, String> RATES = Map.of(
            "lora_learning_rate", "unet_lr",
            "lora_txt_learning_rate", "text_encoder_lr");

    static DreamboothConfig of(JsonObjectReader config) {
        if (config.has("use_lora") && !config.bool("use_lora")) {
            throw new InvalidRequestException(
                    "config_params: use_lora is false, which trains a whole model; this service trains"
                            + " LoRAs, so it should be true");
        }
        return new DreamboothConfig(new ImageDefaults(REPEATS, caption(config)), options(config));
    }

    private static Map<String, Object> options(JsonObjectReader config) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("max_train_epochs", USUAL_EPOCHS);
        config.optionalString("model_name").ifPresent(name -> options.put(TrainingOptions.OUTPUT_NAME, name));
        COUNTS.forEach((theirs, kohyas) -> {
            if (config.has(theirs)) {
                options.put(kohyas, config.wholeNumber(theirs, 1));
            }
        });
        RATES.forEach((theirs, kohyas) -> {
            if (config.has(theirs)) {
                options.put(kohyas, config.number(theirs));
            }
        });
        if (config.has("resolution")) {
            int side = config.wholeNumber("resolution", 1);
            options.put("resolution", side + "," + side);
        }
        if (config.has("lora_unet_rank")) {
            int rank = config.wholeNumber("lora_unet_rank", 1);
            options.put("network_dim", rank);
            options.put("network_alpha", rank); // the extension does not scale what it learns
        }
        return options;
    }

    private static String caption(JsonObjectReader config) {
        List<JsonObjectReader> concepts = config.has("concepts_list")
                ? config.objects("concepts_list").stream()
                        .filter(DreamboothConfig::isValid)
                        .toList()
                : List.of();
        if (concepts.size() > 1) {
            throw new InvalidRequestException(
                    "config_params: concepts_list has " + concepts.size() + " valid concepts; a training learns one");
        }
        return concepts.isEmpty() ? "" : captionOf(concepts.get(0));
    }

    private static boolean isValid(JsonObjectReader concept) {
        return !concept.has("is_valid") || concept.bool("is_valid");
    }

    private static String captionOf(JsonObjectReader concept) {
        if (concept.has("num_class_images_per") && concept.wholeNumber("num_class_images_per", 0) > 0) {
            throw new InvalidRequestException(
                    "config_params: num_class_images_per asks for regularisation images, which this"
                            + " service does not make; it should be 0");
        }
        String prompt = concept.optionalString("instance_prompt").orElse("");
        if (prompt.contains(OWN_CAPTION) && !prompt.equals(OWN_CAPTION)) {
            throw new InvalidRequestException("config_params: instance_prompt has words beside " + OWN_CAPTION
                    + "; put them into the captions of the images");
        }
        return prompt.equals(OWN_CAPTION) ? "" : prompt;
    }
}
