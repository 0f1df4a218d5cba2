package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What img2img starts from.
 *
 * @param strength how far towards noise the picture goes before it is painted anew: 0 leaves it, 1 forgets it
 * @param mask what may change; without one, everything
 */
record InitImage(PlanarImage image, double strength, Optional<InpaintMask> mask) {

    static InitImage of(RequestFields body) {
        JsonNode images = body.at("init_images");
        if (!images.isMissingNode() && !images.isArray()) {
            throw WebUiErrorException.invalid("init_images", "value is not a valid list", "type_error.list");
        }
        if (images.isEmpty()) {
            throw WebUiErrorException.http(404, "Init image not found");
        }
        PlanarImage image = Base64ImageCodec.decode(images.get(0).asText()).flattened();
        double strength = body.number("denoising_strength", 0, 1).orElse(.75);
        String mask = body.text("mask", "");
        return new InitImage(
                image, strength, mask.isEmpty() ? Optional.empty() : Optional.of(InpaintMask.of(mask, body)));
    }

    NoiseSchedule schedule(int steps) {
        return NoiseSchedule.fromImage(strength, steps);
    }

    /** The picture as the model sees it, squeezed to its square whatever its shape; it is stretched back at the end. */
    float[] small() {
        return square().toModel();
    }

    private PlanarImage square() {
        return ResamplingKernel.LANCZOS.resize(image, TinyDiffusionModel.SIDE, TinyDiffusionModel.SIDE);
    }

    /**
     * The model's square stretched to the asked size. What the model cannot hold, the finer detail of the start picture,
     * is laid back on top while the strength is low; from one half on it would be the ghost of another picture.
     */
    PlanarImage finished(PlanarImage small, ImageSize imageSize) {
        PlanarImage large = ImageUpscaler.stretch(small, imageSize);
        PlanarImage start = ResamplingKernel.LANCZOS.resize(image, imageSize.width(), imageSize.height());
        PlanarImage blurred = ImageUpscaler.stretch(square(), imageSize);
        float detail = (float) Math.max(0, 1 - 2 * strength);
        for (int c = 0; c < PlanarImage.ALPHA; c++) {
            for (int i = 0; i < large.data[c].length; i++) {
                large.data[c][i] += detail * (start.data[c][i] - blurred.data[c][i]);
            }
        }
        return mask.map(m -> m.laidOver(start, large)).orElse(large);
    }
}
