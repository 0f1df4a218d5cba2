package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What img2img starts from.
 *
 * @param strength how far towards noise the picture goes before it is painted anew: 0 leaves it, 1 forgets it
 * @param mask what may change; without one, everything
 */
record InitImage(Planes picture, double strength, Optional<Inpainting> mask) {

    static InitImage of(Fields body) {
        JsonNode images = body.at("init_images");
        if (!images.isMissingNode() && !images.isArray()) {
            throw WebUiErrorException.invalid("init_images", "value is not a valid list", "type_error.list");
        }
        if (images.isEmpty()) {
            throw WebUiErrorException.http(404, "Init image not found");
        }
        Planes picture = Base64Images.decode(images.get(0).asText()).flattened();
        double strength = body.number("denoising_strength", 0, 1).orElse(.75);
        String mask = body.text("mask", "");
        return new InitImage(
                picture, strength, mask.isEmpty() ? Optional.empty() : Optional.of(Inpainting.of(mask, body)));
    }

    Schedule schedule(int steps) {
        return Schedule.fromPicture(strength, steps);
    }

    /** The picture as the model sees it, squeezed to its square whatever its shape; it is stretched back at the end. */
    float[] small() {
        return square().toModel();
    }

    private Planes square() {
        return Resampling.LANCZOS.resize(picture, TinyModel.SIDE, TinyModel.SIDE);
    }

    /**
     * The model's square stretched to the asked size. What the model cannot hold, the finer detail of the start picture,
     * is laid back on top while the strength is low; from one half on it would be the ghost of another picture.
     */
    Planes finished(Planes small, Size size) {
        Planes large = ImageUpscaler.stretch(small, size);
        Planes start = Resampling.LANCZOS.resize(picture, size.width(), size.height());
        Planes blurred = ImageUpscaler.stretch(square(), size);
        float detail = (float) Math.max(0, 1 - 2 * strength);
        for (int c = 0; c < Planes.ALPHA; c++) {
            for (int i = 0; i < large.data[c].length; i++) {
                large.data[c][i] += detail * (start.data[c][i] - blurred.data[c][i]);
            }
        }
        return mask.map(m -> m.laidOver(start, large)).orElse(large);
    }
}
