package dev.atelier.rest.merge.v2023;

import dev.atelier.application.merge.StartMerge;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.merge.MergeMethod;
import dev.atelier.domain.merge.Multiplier;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.merge.v2023.V2023MergeSchemas.NewMerge;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Parses a merge request in the format of SD WebUI's checkpoint merger. */
record MergeRequest(NewMerge merge) {

    private static final String FORMAT = "safetensors";
    private static final String NO_VAE = "None";

    /** WebUI shows models as {@code name.safetensors [hash]}. */
    private static final Pattern HASH = Pattern.compile(" \\[[0-9a-fA-F]{1,64}]$");

    static MergeRequest of(JsonObjectReader body) {
        return new MergeRequest(body.as(NewMerge.class));
    }

    StartMerge.Command command() {
        MergeMethod method =
                Optional.ofNullable(merge.interpMethod()).map(MergeMethod::of).orElse(MergeMethod.WEIGHTED_SUM);
        requireSupportedFormat();
        return new StartMerge.Command(
                method,
                models(method),
                merge.multiplier() == null ? Multiplier.USUAL : new Multiplier(merge.multiplier()),
                Optional.ofNullable(merge.customName()),
                Boolean.TRUE.equals(merge.saveAsHalf()),
                Optional.ofNullable(merge.discardWeights()),
                Optional.ofNullable(merge.bakeInVae())
                        .filter(name -> !name.equals(NO_VAE))
                        .map(MergeRequest::withoutHash));
    }

    private List<String> models(MergeMethod method) {
        Map<String, Optional<String>> models = new LinkedHashMap<>();
        models.put("primary_model_name", Optional.ofNullable(merge.primary()));
        models.put("secondary_model_name", Optional.ofNullable(merge.secondary()));
        models.put("tertiary_model_name", Optional.ofNullable(merge.tertiary()));
        return models.entrySet().stream()
                .limit(method.models())
                .map(model -> model.getValue()
                        .map(MergeRequest::withoutHash)
                        .orElseThrow(() -> new InvalidRequestException(method.word() + " needs " + model.getKey())))
                .toList();
    }

    private void requireSupportedFormat() {
        String format = merge.checkpointFormat();
        if (format != null && !format.equals(FORMAT)) {
            throw new InvalidRequestException(
                    "checkpoint_format " + TextSanitizer.quote(format) + " is not supported; " + FORMAT + " is");
        }
    }

    private static String withoutHash(String name) {
        return HASH.matcher(name).replaceFirst("");
    }
}
