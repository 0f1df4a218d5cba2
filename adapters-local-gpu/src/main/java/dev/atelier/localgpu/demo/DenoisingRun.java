package dev.atelier.localgpu.demo;

import java.util.Optional;

/** One picture on its way from noise; of a batch, each has its own noise, so that it does not depend on its mates. */
final class DenoisingRun {

    private final DemoGenerationRequest request;
    private final NoiseSchedule noiseSchedule;
    private final NoiseSource noise;
    private final float[] firstNoise;
    private final Optional<float[]> start;
    private final float[] x;
    private float[] seen;

    private DenoisingRun(
            DemoGenerationRequest request, NoiseSchedule noiseSchedule, NoiseSource noise, float[] firstNoise) {
        this.request = request;
        this.noiseSchedule = noiseSchedule;
        this.noise = noise;
        this.firstNoise = firstNoise;
        this.start = request.startImage().map(InitImage::small);
        this.x = start.map(image -> noised(image, noiseSchedule.start())).orElseGet(firstNoise::clone);
    }

    static DenoisingRun begin(DemoGenerationRequest request, int image, NoiseSchedule noiseSchedule) {
        DemoGenerationRequest.Seeds seeds = request.seeds();
        NoiseSource noise = new NoiseSource(seeds.seed(image));
        float[] first = noise.start(TinyDiffusionModel.LENGTH, seeds.subseed(image), seeds.strength());
        return new DenoisingRun(request, noiseSchedule, noise, first);
    }

    void step(Denoiser denoiser, int index) {
        double time = noiseSchedule.time(index);
        double next = noiseSchedule.time(index + 1);
        float[] clean = denoiser.clean(x, time);
        Sampler sampler = request.sampler().used();
        Sampler.Stride stride = new Sampler.Stride(noiseSchedule.time(Math.max(0, index - 1)), time, next);
        sampler.step(x, clean, seen, stride, sampler.eta(request.eta()), noise);
        request.startImage()
                .flatMap(InitImage::mask)
                .ifPresent(mask -> mask.hold(x, start.orElseThrow(), firstNoise, next));
        seen = clean;
    }

    /** The picture as the model saw it last: finished after the last step, and after an interrupt the best there is. */
    PlanarImage finished() {
        PlanarImage small = PlanarImage.ofModel(seen == null ? x : seen, TinyDiffusionModel.SIDE);
        return request.startImage()
                .map(begin -> begin.finished(small, request.size()))
                .orElseGet(() -> ImageUpscaler.enlarge(small, request.size()));
    }

    private float[] noised(float[] image, double time) {
        double signal = NoiseSchedule.signal(time);
        double level = NoiseSchedule.noise(time);
        float[] noised = new float[image.length];
        for (int i = 0; i < noised.length; i++) {
            noised[i] = (float) (signal * image[i] + level * firstNoise[i]);
        }
        return noised;
    }
}
