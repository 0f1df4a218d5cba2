package dev.atelier.rest.openai;

import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.image.ImageEncoder;
import io.micronaut.core.annotation.Nullable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A checked request for images.
 *
 * @param formats the fields of the answer that hold an image: {@code url}, {@code b64_json}
 * @param format of the images; empty: as the node makes them
 * @param compression quality of JPEG and WebP images, 0 to 100
 * @param quality as it was asked for, else {@code auto}
 * @param transparent whether the background is to be removed
 * @param style as it was asked for
 * @param stream whether the images are sent as events
 * @param partialImages how many previews such a stream may have
 * @param endUser the client's own user, whom the job is made for
 */
record ImageRequest(
        String prompt,
        @Nullable String model,
        int count,
        Optional<ImageSize> size,
        @Nullable Integer seed,
        Set<String> formats,
        Optional<Format> format,
        int compression,
        String quality,
        @Nullable String style,
        boolean transparent,
        boolean stream,
        int partialImages,
        Optional<String> endUser) {

    static final String URL = "url";
    static final String BASE64 = "b64_json";

    static final String TRANSPARENT = "transparent";

    /** The word for a choice that is left to the service. */
    static final String AUTO = "auto";

    private static final List<Format> FORMATS = List.of(Format.PNG, Format.JPEG, Format.WEBP);
    private static final int MOST_IMAGES = 10;
    private static final int MOST_PARTIAL_IMAGES = 3;

    static ImageRequest of(OpenAiSchemas.NewImage body) {
        requireServed(body);
        int count = body.n() == null ? 1 : body.n();
        if (count > MOST_IMAGES) {
            throw OpenAiException.invalid("n", "n is " + count + "; allowed are 1 to " + MOST_IMAGES);
        }
        return new ImageRequest(
                body.prompt(),
                body.model(),
                count,
                body.size() == null ? Optional.empty() : ImageSize.parse(body.size()),
                body.seed(),
                formats(body.responseFormat()),
                format(body.outputFormat()),
                compression(body.outputCompression()),
                body.quality() == null ? AUTO : body.quality(),
                body.style(),
                TRANSPARENT.equals(body.background()),
                Boolean.TRUE.equals(body.stream()),
                partialImages(body.partialImages()),
                endUser(body.user()));
    }

    private static Optional<String> endUser(@Nullable String user) {
        if (user == null || user.isEmpty()) {
            return Optional.empty();
        }
        if (user.length() > InferenceJob.MAX_END_USER) {
            throw OpenAiException.invalid(
                    "user",
                    "user has " + user.length() + " characters; allowed are at most " + InferenceJob.MAX_END_USER);
        }
        return Optional.of(user);
    }

    private static int partialImages(@Nullable Integer asked) {
        if (asked != null && asked > MOST_PARTIAL_IMAGES) {
            throw OpenAiException.invalid(
                    "partial_images", "partial_images is " + asked + "; allowed are 0 to " + MOST_PARTIAL_IMAGES);
        }
        return asked == null ? 0 : asked;
    }

    /**
     * SD WebUI's payload.
     *
     * @param given fields that come before those of the alias, and after those of the request
     */
    Map<String, Object> payload(Optional<ModelAlias> alias, Map<String, Object> given) {
        Map<String, Object> payload =
                new LinkedHashMap<>(alias.map(ModelAlias::payload).orElse(Map.of()));
        payload.putAll(given);
        payload.put("prompt", prompt);
        // One after the other: a batch would need more of the node's memory.
        payload.put("n_iter", count);
        size.ifPresent(asked -> {
            alias.ifPresent(model -> model.requireOffered(asked));
            payload.put("width", asked.width());
            payload.put("height", asked.height());
        });
        if (seed != null) {
            payload.put("seed", seed);
        }
        return payload;
    }

    /** What would change the answer is rejected rather than ignored. */
    private static void requireServed(OpenAiSchemas.NewImage body) {
        if (Boolean.TRUE.equals(body.stream()) && URL.equals(body.responseFormat())) {
            throw OpenAiException.unsupported(
                    "response_format", "a stream has its images in base64; leave response_format out, or stream");
        }
        if (TRANSPARENT.equals(body.background()) && word(Format.JPEG).equals(body.outputFormat())) {
            throw OpenAiException.invalid(
                    "background",
                    "a jpeg cannot be transparent; give png or webp for output_format, or leave one of both out");
        }
    }

    private static Optional<Format> format(@Nullable String name) {
        if (name == null) {
            return Optional.empty();
        }
        return Optional.of(FORMATS.stream()
                .filter(format -> word(format).equals(name))
                .findFirst()
                .orElseThrow(() -> OpenAiException.invalid(
                        "output_format",
                        "output_format is " + TextSanitizer.quote(name) + "; allowed are png, jpeg and webp")));
    }

    private static int compression(@Nullable Integer asked) {
        if (asked != null && asked > ImageEncoder.FULL_QUALITY) {
            throw OpenAiException.invalid(
                    "output_compression",
                    "output_compression is " + asked + "; allowed are 0 to " + ImageEncoder.FULL_QUALITY);
        }
        return asked == null ? ImageEncoder.FULL_QUALITY : asked;
    }

    /** A format in OpenAI's words. */
    static String word(Format format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    /** Some of OpenAI's models return links by default, others base64: without a choice a client of either finds its own. */
    private static Set<String> formats(@Nullable String format) {
        if (format == null) {
            return Set.of(URL, BASE64);
        }
        if (!format.equals(URL) && !format.equals(BASE64)) {
            throw OpenAiException.invalid("response_format", "response_format should be url or b64_json");
        }
        return Set.of(format);
    }
}
