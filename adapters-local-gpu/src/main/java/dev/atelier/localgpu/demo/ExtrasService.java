package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Resizes images that the client sends, by plain resampling. */
final class ExtrasService {

    private static final int MAX_IMAGES = 16;

    /** The neural upscalers that every WebUI has; the node resamples instead and names that in the response. */
    private static final Set<String> NEURAL = Set.of(
            "ESRGAN_4x",
            "LDSR",
            "R-ESRGAN 4x+",
            "R-ESRGAN 4x+ Anime6B",
            "ScuNET GAN",
            "ScuNET PSNR",
            "SwinIR 4x",
            "SwinIR_4x");

    private final GenerationQueue generationQueue;

    ExtrasService(GenerationQueue generationQueue) {
        this.generationQueue = generationQueue;
    }

    static ArrayNode upscalers() {
        ArrayNode upscalers = JsonCodec.array();
        for (String name : List.of("None", "Lanczos", "Nearest")) {
            upscalers
                    .addObject()
                    .put("name", name)
                    .putNull("model_name")
                    .putNull("model_path")
                    .putNull("model_url")
                    .put("scale", 4);
        }
        return upscalers;
    }

    ObjectNode single(RequestFields body) throws Exception {
        Enlargement enlargement = Enlargement.of(body);
        return generationQueue.run("extras", 1, () -> {
            String image = enlargement.apply(body.text("image", ""), new PixelLimit());
            return JsonCodec.object().put("html_info", enlargement.html()).put("image", image);
        });
    }

    ObjectNode batch(RequestFields body) throws Exception {
        Enlargement enlargement = Enlargement.of(body);
        List<String> sent = new ArrayList<>();
        for (JsonNode image : body.at("imageList")) {
            sent.add(image.path("data").asText());
        }
        if (sent.isEmpty() || sent.size() > MAX_IMAGES) {
            throw WebUiErrorException.invalid("imageList", "send 1 to " + MAX_IMAGES + " images", "value_error.list");
        }
        return generationQueue.run("extras", 1, () -> {
            ObjectNode response = JsonCodec.object().put("html_info", enlargement.html());
            ArrayNode images = response.putArray("images");
            PixelLimit limit = new PixelLimit();
            for (String image : sent) {
                images.add(enlargement.apply(image, limit));
            }
            return response;
        });
    }

    /** The requested enlargement: by a factor, or to cover a size, cropped to it with {@code crop}. */
    private record Enlargement(String upscaler, boolean toSize, double factor, ImageSize size, boolean crop) {

        static Enlargement of(RequestFields body) {
            String upscaler = body.text("upscaler_1", "None");
            if (!NEURAL.contains(upscaler)
                    && !Set.of("None", "Lanczos", "Nearest").contains(upscaler)) {
                throw WebUiErrorException.internal("AssertionError", "could not find upscaler named " + upscaler);
            }
            return new Enlargement(
                    upscaler,
                    body.whole("resize_mode", 0, 0, 1) == 1,
                    body.number("upscaling_resize", 1, 8).orElse(2.),
                    new ImageSize(
                            body.whole("upscaling_resize_w", 512, 1, ImageSize.LARGEST),
                            body.whole("upscaling_resize_h", 512, 1, ImageSize.LARGEST)),
                    body.flag("upscaling_crop", true));
        }

        String apply(String image, PixelLimit limit) {
            PlanarImage large = resized(Base64ImageCodec.decode(image), limit);
            String text = upscaler.equals("None") ? "" : "Postprocess upscaler: " + effectiveUpscaler();
            return Base64ImageCodec.encode(PngTextWriter.write(large.toImage(), "postprocessing", text));
        }

        /** WebUI's upscaler None does not resize. */
        private PlanarImage resized(PlanarImage image, PixelLimit limit) {
            if (upscaler.equals("None")) {
                limit.add(1, new ImageSize(image.width, image.height));
                return image;
            }
            double scale = toSize
                    ? Math.max((double) size.width() / image.width, (double) size.height() / image.height)
                    : factor;
            ImageSize target = ImageSize.scaled(image.width, image.height, scale);
            limit.add(1, target);
            ResamplingKernel resamplingKernel =
                    upscaler.equals("Nearest") ? ResamplingKernel.NEAREST : ResamplingKernel.LANCZOS;
            PlanarImage large = resamplingKernel.resize(image, target.width(), target.height());
            return toSize && crop ? large.centre(size) : large;
        }

        private String effectiveUpscaler() {
            return NEURAL.contains(upscaler) ? "Lanczos (in place of " + upscaler + ")" : upscaler;
        }

        String html() {
            return "<p>Postprocess upscaler: " + effectiveUpscaler()
                    + ". Plain resampling; this node has no neural upscaler.</p>";
        }
    }
}
