package dev.atelier.localgpu.demo;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Paints: takes a request through the queue, the denoising loop and the finishing, and makes the answer. */
final class ImageGenerator implements AutoCloseable {

    private final GenerationQueue generationQueue;
    private final WebUiOptions webUiOptions;

    private final ModelCache models = new ModelCache();

    ImageGenerator(GenerationQueue generationQueue, WebUiOptions webUiOptions) {
        this.generationQueue = generationQueue;
        this.webUiOptions = webUiOptions;
    }

    ObjectNode txt2img(RequestFields body) throws Exception {
        return answer("scripts_txt2img", DemoGenerationRequest.txt2img(body));
    }

    ObjectNode img2img(RequestFields body) throws Exception {
        return answer("scripts_img2img", DemoGenerationRequest.img2img(body));
    }

    private ObjectNode answer(String name, DemoGenerationRequest request) throws Exception {
        return generationQueue.inTurn(name, request.iterations(), () -> {
            DemoCheckpoint demoCheckpoint = webUiOptions.checkpointFor(request.body());
            TinyDiffusionModel model = models.load(demoCheckpoint.weights());
            webUiOptions.loaded(demoCheckpoint.weights());
            List<PlanarImage> images = generate(request, model);
            return new DemoGenerationResponse(request, demoCheckpoint, generationQueue.timestamp()).toJson(images);
        });
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

    /** The pictures of a batch walk side by side, so that an interrupt finds all of them equally far. */
    private List<PlanarImage> iteration(DemoGenerationRequest request, int number, Denoiser denoiser) {
        NoiseSchedule noiseSchedule = request.startImage()
                .map(s -> s.schedule(request.steps()))
                .orElse(NoiseSchedule.fromNoise(request.steps()));
        generationQueue.iteration(number, noiseSchedule.steps());
        List<DenoisingRun> walks = new ArrayList<>();
        for (int i = 0; i < request.batch(); i++) {
            walks.add(DenoisingRun.begin(request, number * request.batch() + i, noiseSchedule));
        }
        for (int step = 0; step < noiseSchedule.steps() && !generationQueue.isCutShort(); step++) {
            for (DenoisingRun denoisingRun : walks) {
                denoisingRun.step(denoiser, step);
            }
            generationQueue.stepDone();
        }
        return walks.stream().map(DenoisingRun::finished).toList();
    }

    /** To be called when nothing is painted any more. */
    @Override
    public void close() {
        models.close();
    }
}
