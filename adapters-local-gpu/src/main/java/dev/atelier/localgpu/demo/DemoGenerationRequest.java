package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.Optional;

/** A txt2img or img2img request, parsed and validated before it is queued. */
record DemoGenerationRequest(
        RequestFields body,
        String prompt,
        String negative,
        Seeds seeds,
        int steps,
        double guidance,
        SamplerSelection sampler,
        Optional<Double> eta,
        int batch,
        int iterations,
        ImageSize size,
        Optional<InitImage> initImage) {

    private static final int MAX_IMAGES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The seed of the first image and, for variations, the subseed and its strength. */
    record Seeds(long seed, long subseed, double strength) {

        static Seeds of(RequestFields body) {
            return new Seeds(
                    orRandom(body.whole("seed", -1L, Long.MIN_VALUE, Long.MAX_VALUE)),
                    orRandom(body.whole("subseed", -1L, Long.MIN_VALUE, Long.MAX_VALUE)),
                    body.number("subseed_strength", 0, 1).orElse(0.));
        }

        private static long orRandom(long seed) {
            return seed == -1 ? RANDOM.nextLong(1L << 32) : seed;
        }

        /** As in WebUI: images of a batch differ in their seed, variations of one image in their subseed. */
        long seed(int image) {
            return strength == 0 ? seed + image : seed;
        }

        long subseed(int image) {
            return subseed + image;
        }
    }

    static DemoGenerationRequest txt2img(RequestFields body) {
        return read(body, Optional.empty());
    }

    static DemoGenerationRequest img2img(RequestFields body) {
        return read(body, Optional.of(InitImage.of(body)));
    }

    private static DemoGenerationRequest read(RequestFields body, Optional<InitImage> initImage) {
        SamplerSelection sampler =
                SamplerSelection.of(body.text("sampler_name", body.text("sampler_index", "Euler a")));
        rejectScripts(body);
        int batch = body.whole("batch_size", 1, 1, MAX_IMAGES);
        int iterations = body.whole("n_iter", 1, 1, MAX_IMAGES / batch);
        ImageSize imageSize = size(body);
        new PixelLimit().add(batch * iterations, imageSize);
        return new DemoGenerationRequest(
                body,
                body.text("prompt", ""),
                body.text("negative_prompt", ""),
                Seeds.of(body),
                body.whole("steps", 50, 1, 150),
                body.number("cfg_scale", 0, 1000).orElse(7.),
                sampler,
                body.number("eta", 0, 1),
                batch,
                iterations,
                imageSize,
                initImage);
    }

    int images() {
        return batch * iterations;
    }

    private static ImageSize size(RequestFields body) {
        int width = body.whole("width", 512, 64, 2048);
        int height = body.whole("height", 512, 64, 2048);
        if (!body.flag("enable_hr", false)) {
            return new ImageSize(width, height);
        }
        int hiresWidth = body.whole("hr_resize_x", 0, 0, ImageSize.LARGEST);
        int hiresHeight = body.whole("hr_resize_y", 0, 0, ImageSize.LARGEST);
        return hiresWidth > 0 && hiresHeight > 0
                ? new ImageSize(hiresWidth, hiresHeight)
                : ImageSize.scaled(width, height, body.number("hr_scale", 1, 8).orElse(2.));
    }

    /** This node has no scripts and no ControlNet; it rejects them as a WebUI without the extension does. */
    private static void rejectScripts(RequestFields body) {
        String script = body.text("script_name", "");
        if (!script.isEmpty() && !script.equals("None")) {
            throw WebUiErrorException.http(422, "Script '" + script + "' not found");
        }
        body.within("alwayson_scripts").node().properties().forEach(entry -> {
            for (JsonNode argument : entry.getValue().path("args")) {
                if (isActive(argument)) {
                    throw WebUiErrorException.http(422, "Script '" + entry.getKey() + "' not found");
                }
            }
        });
    }

    /** Payloads copied from WebUI's page contain the disabled units of every extension, which have no effect. */
    private static boolean isActive(JsonNode argument) {
        return argument.isObject() ? argument.path("enabled").asBoolean() : argument.asBoolean();
    }
}
