package dev.atelier.rest.openai;

import dev.atelier.application.ConfigurationChecks;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.annotation.Nullable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model under a name that OpenAI's clients use, below {@code atelier.openai.models.<name>}: a checkpoint and how to
 * generate with it; what a request says itself wins. Only in configuration files or system properties: environment variables
 * cannot name models.
 *
 * @param name the name; lower-case letters, digits and hyphens
 * @param checkpoint file name of a Stable-diffusion checkpoint, with or without its extension
 * @param steps how many steps; not given: the node's default
 * @param sampler name of the sampler; not given: the node's default
 * @param cfgScale how closely images follow the prompt; not given: the node's default
 * @param negativePrompt what images should not show
 * @param width of images whose request gives no size, in pixels; a multiple of 8, together with {@code height}
 * @param height of such images
 * @param sizes that requests may ask for, as WIDTHxHEIGHT; none: any
 * @param forModel the model whose requests have these settings in place of its own, if they have this quality and style; this
 *     name is not a model's then
 * @param forQuality the quality that a request has to have; not given: any
 * @param forStyle the style that a request has to have; not given: any
 */
@EachProperty(ModelAlias.KEY)
record ModelAlias(
        @Parameter String name,
        @Nullable String checkpoint,
        @Nullable Integer steps,
        @Nullable String sampler,
        @Nullable Double cfgScale,
        @Nullable String negativePrompt,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable List<String> sizes,
        @Nullable String forModel,
        @Nullable String forQuality,
        @Nullable String forStyle) {

    static final String KEY = "atelier.openai.models";

    private static final int MOST_STEPS = 150;
    private static final int HIGHEST_SCALE = 100;

    ModelAlias {
        ConfigurationChecks.require(
                checkpoint != null && !checkpoint.isBlank(),
                key(name, "checkpoint"),
                "missing",
                "a checkpoint's file name");
        requireWithin(key(name, "steps"), steps, 1, MOST_STEPS);
        ConfigurationChecks.require(
                cfgScale == null || cfgScale >= 0 && cfgScale <= HIGHEST_SCALE,
                key(name, "cfg-scale"),
                cfgScale,
                "a number from 0 to " + HIGHEST_SCALE);
        requireSide(key(name, "width"), width, height);
        requireSide(key(name, "height"), height, width);
        sizes = sizes == null ? List.of() : List.copyOf(sizes);
        ConfigurationChecks.require(
                sizes.stream().allMatch(ImageSize::isSize),
                key(name, "sizes"),
                sizes,
                "sizes such as 1024x1024, each side " + ImageSize.ALLOWED_SIDE);
        ConfigurationChecks.require(
                (forModel == null) == (forQuality == null && forStyle == null),
                key(name, "for-model"),
                forModel == null ? "missing" : forModel,
                "a model together with for-quality, for-style or both, or none of these");
    }

    /** Whether it has a name for clients. */
    boolean isModel() {
        return forModel == null;
    }

    /** How many of a request's choices it was made for; -1: the request is not one of its. */
    int fit(String model, @Nullable String quality, @Nullable String style) {
        boolean fits = model.equals(forModel)
                && (forQuality == null || forQuality.equals(quality))
                && (forStyle == null || forStyle.equals(style));
        return fits ? (forQuality == null ? 0 : 2) + (forStyle == null ? 0 : 1) : -1;
    }

    /** @throws OpenAiException if requests may not ask for this size */
    void requireOffered(ImageSize size) {
        if (!sizes.isEmpty() && !sizes.contains(size.toString())) {
            throw OpenAiException.invalid(
                    "size", "size is " + size + "; allowed are auto, " + String.join(", ", sizes));
        }
    }

    /** The fields of SD WebUI's payload that it stands for. */
    Map<String, Object> payload() {
        Map<String, Object> payload = new LinkedHashMap<>();
        put(payload, "steps", steps);
        put(payload, "sampler_name", sampler);
        put(payload, "cfg_scale", cfgScale);
        put(payload, "negative_prompt", negativePrompt);
        put(payload, "width", width);
        put(payload, "height", height);
        return payload;
    }

    private static void put(Map<String, Object> payload, String field, @Nullable Object value) {
        if (value != null) {
            payload.put(field, value);
        }
    }

    private static void requireSide(String key, @Nullable Integer side, @Nullable Integer other) {
        ConfigurationChecks.require(
                (side == null) == (other == null),
                key,
                side == null ? "missing" : side,
                "both width and height, or neither");
        ConfigurationChecks.require(side == null || ImageSize.isSide(side), key, side, ImageSize.ALLOWED_SIDE);
    }

    private static void requireWithin(String key, @Nullable Integer value, int least, int most) {
        ConfigurationChecks.require(
                value == null || value >= least && value <= most,
                key,
                value,
                "a whole number from " + least + " to " + most);
    }

    /** The setting of that alias. */
    static String key(String name, String setting) {
        return KEY + "." + name + "." + setting;
    }
}
