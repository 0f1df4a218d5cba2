package dev.atelier.localgpu.demo;

import ai.onnxruntime.OrtException;
import dev.atelier.localgpu.demo.diffusion.Denoiser;
import dev.atelier.localgpu.demo.diffusion.NoiseSchedule;
import dev.atelier.localgpu.demo.diffusion.NoiseSource;
import dev.atelier.localgpu.demo.diffusion.Sampler;
import dev.atelier.localgpu.demo.diffusion.TinyDiffusionModel;
import java.util.Optional;

/** The denoising of one image. Each image of a batch has its own noise, so it does not depend on the others. */
final class DenoisingRun {

    private final DemoGenerationRequest request;
    private final NoiseSchedule noiseSchedule;
    private final NoiseSource noise;
    private final float[] firstNoise;
    private final Optional<float[]> start;
    private final float[] x;
    private float[] lastPrediction;

    private DenoisingRun(
            DemoGenerationRequest request, NoiseSchedule noiseSchedule, NoiseSource noise, float[] firstNoise) {
        this.request = request;
        this.noiseSchedule = noiseSchedule;
        this.noise = noise;
        this.firstNoise = firstNoise;
        this.start = request.initImage().map(InitImage::modelInput);
        this.x = start.map(image -> noised(image, noiseSchedule.start())).orElseGet(firstNoise::clone);
    }

    static DenoisingRun begin(DemoGenerationRequest request, int image, NoiseSchedule noiseSchedule) {
        DemoGenerationRequest.Seeds seeds = request.seeds();
        NoiseSource noise = new NoiseSource(seeds.seed(image));
        float[] first = noise.start(TinyDiffusionModel.LENGTH, seeds.subseed(image), seeds.strength());
        return new DenoisingRun(request, noiseSchedule, noise, first);
    }

    void step(Denoiser denoiser, int index) throws OrtException {
        double time = noiseSchedule.time(index);
        double next = noiseSchedule.time(index + 1);
        float[] clean = denoiser.clean(x, time);
        Sampler sampler = request.sampler().effective();
        Sampler.Stride stride = new Sampler.Stride(noiseSchedule.time(Math.max(0, index - 1)), time, next);
        sampler.step(x, clean, lastPrediction, stride, sampler.eta(request.eta()), noise);
        request.initImage()
                .flatMap(InitImage::mask)
                .ifPresent(mask -> mask.restoreMasked(x, start.orElseThrow(), firstNoise, next));
        lastPrediction = clean;
    }

    /** The model's last prediction: the final image after the last step, the best available one after an interrupt. */
    PlanarImage finished() {
        PlanarImage small = PlanarImage.ofModel(lastPrediction == null ? x : lastPrediction, TinyDiffusionModel.SIDE);
        return request.initImage()
                .map(init -> init.finished(small, request.size()))
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
