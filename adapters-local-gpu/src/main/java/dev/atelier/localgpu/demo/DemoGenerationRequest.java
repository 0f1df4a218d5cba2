package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.util.Optional;

/** A txt2img or img2img request, read and checked before it waits for its turn. */
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
        Optional<InitImage> startImage) {

    private static final int MAX_PICTURES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The seed of the first picture and, for variations, where to it is moved and how far. */
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

        /** As in WebUI: pictures differ by their seed, but variations of one picture by their subseed. */
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

    private static DemoGenerationRequest read(RequestFields body, Optional<InitImage> startImage) {
        SamplerSelection sampler =
                SamplerSelection.of(body.text("sampler_name", body.text("sampler_index", "Euler a")));
        rejectScripts(body);
        int batch = body.whole("batch_size", 1, 1, MAX_PICTURES);
        int iterations = body.whole("n_iter", 1, 1, MAX_PICTURES / batch);
        ImageSize imageSize = size(body);
        new PixelLimit().make(batch * iterations, imageSize);
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
                startImage);
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
        int wide = body.whole("hr_resize_x", 0, 0, ImageSize.LARGEST);
        int high = body.whole("hr_resize_y", 0, 0, ImageSize.LARGEST);
        return wide > 0 && high > 0
                ? new ImageSize(wide, high)
                : ImageSize.scaled(width, height, body.number("hr_scale", 1, 8).orElse(2.));
    }

    /** This node has no scripts and no ControlNet, so it refuses them like a WebUI without the extension. */
    private static void rejectScripts(RequestFields body) {
        String script = body.text("script_name", "");
        if (!script.isEmpty() && !script.equals("None")) {
            throw WebUiErrorException.http(422, "Script '" + script + "' not found");
        }
        body.within("alwayson_scripts").node().properties().forEach(entry -> {
            for (JsonNode argument : entry.getValue().path("args")) {
                if (asksForSomething(argument)) {
                    throw WebUiErrorException.http(422, "Script '" + entry.getKey() + "' not found");
                }
            }
        });
    }

    /** Payloads copied from WebUI's page carry every extension's units switched off; those ask for nothing. */
    private static boolean asksForSomething(JsonNode argument) {
        return argument.isObject() ? argument.path("enabled").asBoolean() : argument.asBoolean();
    }
}
