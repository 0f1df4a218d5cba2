package dev.atelier.application.inference;

import dev.atelier.application.inference.InferenceOutcome.Format;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.inference.TaskType;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks the input images of img2img by their beginnings: some node software silently generates without those it cannot read. */
final class InitImages {

    private static final Set<Format> READABLE = Set.of(Format.PNG, Format.JPEG, Format.WEBP);

    private InitImages() {}

    static void check(TaskType task, Map<String, Object> payload) {
        if (task != TaskType.IMG2IMG) {
            return;
        }
        if (!(payload.get("init_images") instanceof List<?> images) || images.isEmpty()) {
            throw new InvalidRequestException(
                    "img2img needs init_images: a list of images in base64, each PNG, JPEG or WEBP");
        }
        images.forEach(image -> requireReadable("init_images", image));
        if (payload.get("mask") != null && !"".equals(payload.get("mask"))) {
            requireReadable("mask", payload.get("mask"));
        }
        requireFit(images.size(), payload);
    }

    private static void requireReadable(String field, Object image) {
        String beginning = image instanceof LongString text ? text.head() : image instanceof String text ? text : "";
        if (InlineImages.format(beginning).filter(READABLE::contains).isEmpty()) {
            throw new InvalidRequestException(
                    field + " has an entry that is no image in base64; PNG, JPEG and WEBP are allowed");
        }
    }

    private static void requireFit(int images, Map<String, Object> payload) {
        int batch = RequestedImages.number(payload.get("batch_size"));
        if (images > 1 && images > batch) {
            throw new InvalidRequestException("init_images has " + images + " images with a batch_size of " + batch
                    + "; allowed are one, or up to as many as batch_size");
        }
    }
}
