package dev.atelier.localgpu.demo;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.localgpu.demo.diffusion.CfgScaleMapping;
import dev.atelier.localgpu.demo.diffusion.Denoiser;
import dev.atelier.localgpu.demo.diffusion.IncompatibleModelException;
import dev.atelier.localgpu.demo.diffusion.ModelCache;
import dev.atelier.localgpu.demo.diffusion.NoiseSchedule;
import dev.atelier.localgpu.demo.diffusion.TinyDiffusionModel;
import java.util.ArrayList;
import java.util.List;

/** Runs txt2img and img2img: queues the request, loads the model, runs the denoising loop and builds the response. */
final class ImageGenerator implements AutoCloseable {

    private final GenerationQueue generationQueue;
    private final WebUiOptions webUiOptions;

    private final ModelCache models = new ModelCache();

    ImageGenerator(GenerationQueue generationQueue, WebUiOptions webUiOptions) {
        this.generationQueue = generationQueue;
        this.webUiOptions = webUiOptions;
    }

    ObjectNode txt2img(RequestFields body) throws Exception {
        return respond("scripts_txt2img", DemoGenerationRequest.txt2img(body));
    }

    ObjectNode img2img(RequestFields body) throws Exception {
        return respond("scripts_img2img", DemoGenerationRequest.img2img(body));
    }

    private ObjectNode respond(String name, DemoGenerationRequest request) throws Exception {
        return generationQueue.run(name, request.iterations(), () -> {
            DemoCheckpoint checkpoint = webUiOptions.checkpointFor(request.body());
            TinyDiffusionModel model = load(checkpoint);
            webUiOptions.loaded(checkpoint.weights());
            List<PlanarImage> images = generate(request, model);
            return new DemoGenerationResponse(request, checkpoint, generationQueue.timestamp()).toJson(images);
        });
    }

    private TinyDiffusionModel load(DemoCheckpoint checkpoint) throws Exception {
        try {
            return models.load(checkpoint.weights());
        } catch (IncompatibleModelException e) {
            throw WebUiErrorException.http(
                    422, "the demo node supports only models of tiny-emoji's architecture: " + e.getMessage());
        }
    }

    private List<PlanarImage> generate(DemoGenerationRequest request, TinyDiffusionModel model) throws OrtException {
        List<PlanarImage> images = new ArrayList<>();
        double guidance = CfgScaleMapping.forModel(request.guidance());
        try (TinyDiffusionModel.Guided denoiser = model.guided(request.prompt(), request.negative(), guidance)) {
            for (int n = 0; n < request.iterations() && (n == 0 || !generationQueue.isInterrupted()); n++) {
                images.addAll(iteration(request, n, denoiser));
            }
        }
        return images;
    }

    /** The images of a batch advance in lockstep, so that an interrupt finds all of them at the same step. */
    private List<PlanarImage> iteration(DemoGenerationRequest request, int number, Denoiser denoiser) {
        NoiseSchedule noiseSchedule = request.initImage()
                .map(s -> s.schedule(request.steps()))
                .orElse(NoiseSchedule.fromNoise(request.steps()));
        generationQueue.iteration(number, noiseSchedule.steps());
        List<DenoisingRun> runs = new ArrayList<>();
        for (int i = 0; i < request.batch(); i++) {
            runs.add(DenoisingRun.begin(request, number * request.batch() + i, noiseSchedule));
        }
        for (int step = 0; step < noiseSchedule.steps() && !generationQueue.isCutShort(); step++) {
            step(runs, denoiser, step);
            generationQueue.stepDone();
        }
        return runs.stream().map(DenoisingRun::finished).toList();
    }

    private static void step(List<DenoisingRun> runs, Denoiser denoiser, int step) {
        try {
            for (DenoisingRun run : runs) {
                run.step(denoiser, step);
            }
        } catch (OrtException e) {
            throw WebUiErrorException.internal("RuntimeError", e.getMessage());
        }
    }

    /** Releases the models; call it when no job is running. */
    @Override
    public void close() {
        models.close();
    }
}
