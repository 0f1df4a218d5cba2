package dev.atelier.rest.merge.v2023;

import dev.atelier.application.merge.StartMerge;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.merge.MergeMethod;
import dev.atelier.domain.merge.Multiplier;
import dev.atelier.rest.JsonObjectReader;
import java.util.List;
import java.util.regex.Pattern;

/** Parses a merge request in the format of SD WebUI's checkpoint merger. */
record MergeRequest(JsonObjectReader body) {

    static final String PRIMARY = "primary_model_name";
    static final String SECONDARY = "secondary_model_name";
    static final String TERTIARY = "tertiary_model_name";

    private static final List<String> MODELS = List.of(PRIMARY, SECONDARY, TERTIARY);
    private static final String FORMAT = "safetensors";
    private static final String NO_VAE = "None";

    /** WebUI shows models as {@code name.safetensors [hash]}. */
    private static final Pattern HASH = Pattern.compile(" \\[[0-9a-fA-F]{1,64}]$");

    StartMerge.Command command() {
        MergeMethod method =
                body.optionalString("interp_method").map(MergeMethod::of).orElse(MergeMethod.WEIGHTED_SUM);
        requireSupportedFormat();
        MODELS.forEach(this::given); // also those that the method does not take, because the response repeats them
        return new StartMerge.Command(
                method,
                MODELS.subList(0, method.models()).stream()
                        .map(field -> model(method, field))
                        .toList(),
                body.has("multiplier") ? new Multiplier(body.number("multiplier")) : Multiplier.USUAL,
                body.optionalString("custom_name"),
                body.isTrue("save_as_half"),
                body.optionalString("discard_weights"),
                body.optionalString("bake_in_vae")
                        .filter(name -> !name.equals(NO_VAE))
                        .map(MergeRequest::withoutHash));
    }

    /** The name as the client wrote it; empty when it is missing. */
    String given(String model) {
        return body.optionalString(model).orElse("");
    }

    private String model(MergeMethod method, String field) {
        return body.optionalString(field)
                .map(MergeRequest::withoutHash)
                .orElseThrow(() -> new InvalidRequestException(method.word() + " needs " + field));
    }

    private void requireSupportedFormat() {
        body.optionalString("checkpoint_format")
                .filter(format -> !format.equals(FORMAT))
                .ifPresent(format -> {
                    throw new InvalidRequestException("checkpoint_format " + TextSanitizer.quote(format)
                            + " is not supported; " + FORMAT + " is");
                });
    }

    private static String withoutHash(String name) {
        return HASH.matcher(name).replaceFirst("");
    }
}
