package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.localgpu.demo.diffusion.NoiseSchedule;
import dev.atelier.localgpu.demo.diffusion.TinyDiffusionModel;
import java.util.Optional;

/**
 * The initial image of img2img.
 *
 * @param strength the denoising strength: 0 keeps the image, 1 replaces it
 * @param mask what may change; everything if empty
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

    /** The model's input: the image squeezed to a square, whatever its aspect ratio; the result is stretched back. */
    float[] modelInput() {
        return square().toModel();
    }

    private PlanarImage square() {
        return ResamplingKernel.LANCZOS.resize(image, TinyDiffusionModel.SIDE, TinyDiffusionModel.SIDE);
    }

    /**
     * The model's square output stretched to the requested size. Detail of the initial image too fine for the model is added
     * back at low strengths; from one half on, it would not match the new content.
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
        return mask.map(m -> m.blend(start, large)).orElse(large);
    }
}
