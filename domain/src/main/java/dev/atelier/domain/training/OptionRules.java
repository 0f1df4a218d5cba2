package dev.atelier.domain.training;

import dev.atelier.domain.InvalidRequestException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Combinations of options that sd-scripts refuses or that have no effect. They are rejected with the request, since the
 * scripts notice them only after the files were copied and the model was loaded.
 */
final class OptionRules {

    /** Options with which the same image gives other latents each time. */
    static final List<String> CHANGE_IMAGES = List.of("random_crop", "color_aug");

    /** Options with which the same caption gives other tokens each time. */
    private static final List<String> CHANGE_CAPTIONS = List.of(
            "shuffle_caption",
            "caption_dropout_rate",
            "caption_tag_dropout_rate",
            "token_warmup_step",
            "weighted_captions");

    private static final List<String> SAMPLES =
            List.of("sample_at_first", "sample_every_n_epochs", "sample_every_n_steps");

    /** As sd-scripts has it: the prompts in a file, where here they are in the option itself. */
    private static final Pattern PROMPT_FILE = Pattern.compile("(?i)(?!.* --)\\S.*\\.(txt|toml|json)\\s*");

    private OptionRules() {}

    /** Whether a client asks for sample images, and says of what. */
    static boolean asksForSamples(Map<String, Object> asked) {
        return SAMPLES.stream().anyMatch(name -> isOn(asked, name))
                && !PROMPT_FILE
                        .matcher(String.valueOf(asked.get(TrainingOptions.SAMPLE_PROMPTS)))
                        .matches();
    }

    /** Checks that a client that asks for sample images says of what. */
    static void requirePrompts(Map<String, Object> asked) {
        for (String name : SAMPLES) {
            require(
                    !isOn(asked, name)
                            || !String.valueOf(asked.getOrDefault("sample_prompts", ""))
                                    .isBlank(),
                    name + " needs sample_prompts");
        }
    }

    /**
     * Checks complete options, each of a valid type.
     *
     * @throws InvalidRequestException if two of them exclude each other
     */
    static void check(Map<String, Object> options, FoundationModel foundation) {
        checkTrainedParts(options);
        checkCaches(options, foundation);
        checkBuckets(options, foundation);
        checkPrecision(options);
        checkNoise(options);
        require(
                number(options, "min_timestep", 0) < number(options, "max_timestep", 1000),
                "min_timestep should be below max_timestep");
        require(foundation != FoundationModel.SD_XL || !isOn(options, "v2"), "v2 is not an option of sd_xl");
    }

    private static void checkTrainedParts(Map<String, Object> options) {
        boolean unetOnly = isOn(options, "network_train_unet_only");
        boolean textEncoderOnly = isOn(options, "network_train_text_encoder_only");
        require(
                !unetOnly || !textEncoderOnly,
                "network_train_unet_only and network_train_text_encoder_only exclude each other");
        require(
                !unetOnly || !hasRate(options, "text_encoder_lr"),
                "text_encoder_lr has no effect with network_train_unet_only, where only the U-Net is trained");
        require(
                !textEncoderOnly || !hasRate(options, "unet_lr"),
                "unet_lr has no effect with network_train_text_encoder_only, where the U-Net is not trained");
    }

    private static void checkCaches(Map<String, Object> options, FoundationModel foundation) {
        boolean latents = isOn(options, "cache_latents") || isOn(options, "cache_latents_to_disk");
        CHANGE_IMAGES.forEach(name -> require(
                !latents || !isOn(options, name),
                name + " cannot be used with cache_latents, since cached latents do not change"));
        boolean texts = foundation == FoundationModel.SD_XL
                && (isOn(options, "cache_text_encoder_outputs") || isOn(options, "cache_text_encoder_outputs_to_disk"));
        require(
                !texts || isOn(options, "network_train_unet_only"),
                "cache_text_encoder_outputs needs network_train_unet_only, since a text encoder that is trained changes"
                        + " its outputs");
        CHANGE_CAPTIONS.forEach(name -> require(
                !texts || !isOn(options, name),
                name + " cannot be used with cache_text_encoder_outputs, since cached outputs do not change"));
    }

    private static void checkBuckets(Map<String, Object> options, FoundationModel foundation) {
        if (!isOn(options, "enable_bucket")) {
            return;
        }
        int step = foundation == FoundationModel.SD_XL ? 32 : 64;
        require(
                number(options, "bucket_reso_steps", step) % step == 0,
                "bucket_reso_steps should be a multiple of " + step + " for " + foundation.word());
        for (int side : sides(options.get("resolution"))) {
            require(
                    side >= number(options, "min_bucket_reso", side),
                    "resolution " + side + " is below min_bucket_reso " + options.get("min_bucket_reso"));
            require(
                    side <= number(options, "max_bucket_reso", side),
                    "resolution " + side + " is above max_bucket_reso " + options.get("max_bucket_reso"));
        }
    }

    private static void checkPrecision(Map<String, Object> options) {
        Object mixed = options.getOrDefault("mixed_precision", "no");
        Stream.of("fp16", "bf16")
                .forEach(precision -> require(
                        !isOn(options, "full_" + precision) || mixed.equals(precision),
                        "full_" + precision + " needs mixed_precision " + precision));
        Stream.of("fp8_base", "fp8_base_unet")
                .forEach(name -> require(
                        !isOn(options, name) || !mixed.equals("no"), name + " needs mixed_precision fp16 or bf16"));
    }

    private static void checkNoise(Map<String, Object> options) {
        require(
                !options.containsKey("adaptive_noise_scale") || options.containsKey("noise_offset"),
                "adaptive_noise_scale needs noise_offset");
        boolean predictsVelocity = isOn(options, "v_parameterization");
        require(
                predictsVelocity || !isOn(options, "scale_v_pred_loss_like_noise_pred"),
                "scale_v_pred_loss_like_noise_pred needs v_parameterization");
        require(
                !predictsVelocity || !isOn(options, "v_pred_like_loss"),
                "v_pred_like_loss cannot be used with v_parameterization");
    }

    /** Whether an option is set to something other than false or zero. */
    static boolean isOn(Map<String, Object> options, String name) {
        Object value = options.getOrDefault(name, false);
        return value != null && !value.equals(false) && !value.toString().matches("|(?i)false|[+-]?[0.]+");
    }

    /** Whether a learning rate, or one of a list of them, is set and not zero. */
    static boolean hasRate(Map<String, Object> options, String name) {
        return options.get(name) instanceof List<?> rates
                ? rates.stream().anyMatch(rate -> isOn(Map.of(name, rate), name))
                : isOn(options, name);
    }

    /** The one or two sides of a resolution. */
    static List<Integer> sides(Object resolution) {
        return Stream.of(resolution.toString().split(","))
                .map(String::strip)
                .map(Integer::valueOf)
                .toList();
    }

    private static int number(Map<String, Object> options, String name, int otherwise) {
        return options.get(name) instanceof Number number ? number.intValue() : otherwise;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new InvalidRequestException("config_params: " + otherwise);
        }
    }
}
