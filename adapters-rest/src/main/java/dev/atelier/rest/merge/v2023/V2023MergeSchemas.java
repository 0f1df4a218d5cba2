package dev.atelier.rest.merge.v2023;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import io.swagger.v3.oas.annotations.media.Schema;

/** The request body of a merge. */
final class V2023MergeSchemas {

    private V2023MergeSchemas() {}

    /**
     * A merge of Active Stable-diffusion checkpoints.
     *
     * @param primary A; a hash in brackets after the name is ignored, here and below
     * @param secondary B, for Weighted sum and Add difference
     * @param tertiary C, for Add difference
     * @param interpMethod Weighted sum (the default), Add difference or No interpolation
     * @param multiplier from 0 to 1, a number or a string; default 0.3
     * @param customName the name of the result; default: composed of models and multiplier
     * @param saveAsHalf whether floating-point numbers are stored in 16 bits
     * @param checkpointFormat safetensors
     * @param discardWeights a regular expression; tensors in whose names it is found are left out
     * @param bakeInVae the name of a VAE that replaces the models' own
     */
    record NewMerge(
            @Nullable @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @JsonProperty("primary_model_name")
            String primary,

            @Nullable @JsonProperty("secondary_model_name") String secondary,
            @Nullable @JsonProperty("tertiary_model_name") String tertiary,
            @Nullable @JsonProperty("interp_method") String interpMethod,
            @Nullable Double multiplier,
            @Nullable @JsonProperty("custom_name") String customName,
            @Nullable @JsonProperty("save_as_half") Boolean saveAsHalf,
            @Nullable @JsonProperty("checkpoint_format") String checkpointFormat,
            @Nullable @JsonProperty("discard_weights") String discardWeights,
            @Nullable @JsonProperty("bake_in_vae") String bakeInVae) {}
}
