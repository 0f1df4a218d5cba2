package dev.atelier.rest.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;

/** The bodies of OpenAI's operations; those of responses are for the OpenAPI description only. */
final class OpenAiSchemas {

    private OpenAiSchemas() {}

    /**
     * Images to generate.
     *
     * @param model an alias, or a checkpoint by file name, with or without its extension; default: the only alias
     * @param n how many images, 1 to 10; default 1
     * @param size auto or WIDTHxHEIGHT; default: that of the alias, else the node's
     * @param responseFormat url or b64_json; default: both
     * @param outputFormat png, jpeg or webp; default: the node's, png as a rule
     * @param outputCompression quality of jpeg and webp, 0 to 100; default 100
     * @param seed of the first image; -1: random (not in OpenAI's API)
     * @param stream whether the images come as events, image_generation.partial_image or image_edit.partial_image and
     *     .completed
     * @param partialImages how many previews a stream may have, 0 to 3; default 0
     * @param background transparent, for which a node needs SD WebUI's extension rembg; default: opaque
     * @param quality chooses among the settings of an alias, as style does
     * @param user whom the images are made for, at most 256 characters; it is kept with the job
     * @param moderation of no effect
     */
    record NewImage(
            @Size(min = 1) String prompt,
            @Nullable String model,
            @Nullable @Min(1) Integer n,
            @Nullable String size,
            @Nullable @JsonProperty("response_format") String responseFormat,
            @Nullable @JsonProperty("output_format") String outputFormat,
            @Nullable @Min(-1) Integer seed,
            @Nullable Boolean stream,
            @Nullable String background,
            @Nullable String quality,
            @Nullable String style,
            @Nullable String moderation,

            @Nullable @Min(0) @JsonProperty("output_compression")
            Integer outputCompression,

            @Nullable @Min(0) @JsonProperty("partial_images")
            Integer partialImages,

            @Nullable String user) {}

    /**
     * An image to vary.
     *
     * @param stream not true, as OpenAI's API has no events of variations
     */
    record NewVariation(
            @Nullable String model,
            @Nullable @Min(1) Integer n,
            @Nullable String size,
            @Nullable @JsonProperty("response_format") String responseFormat,
            @Nullable @JsonProperty("output_format") String outputFormat,
            @Nullable @Min(-1) Integer seed,
            @Nullable Boolean stream,

            @Nullable @Min(0) @JsonProperty("output_compression")
            Integer outputCompression,

            @Nullable String background,
            @Nullable String user) {

        /** The request without a prompt, which variations have none of. */
        NewImage withoutPrompt() {
            return new NewImage(
                    "",
                    model,
                    n,
                    size,
                    responseFormat,
                    outputFormat,
                    seed,
                    null,
                    background,
                    null,
                    null,
                    null,
                    outputCompression,
                    null,
                    user);
        }
    }

    /**
     * Generated images.
     *
     * @param created in seconds since 1970
     */
    record Images(long created, List<Image> data) {}

    /**
     * One image.
     *
     * @param url a link that is valid for an hour
     * @param base64 the file in base64
     */
    record Image(
            @Nullable String url,
            @Nullable @JsonProperty("b64_json") String base64) {}
}
