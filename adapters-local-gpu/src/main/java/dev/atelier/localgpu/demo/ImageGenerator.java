package dev.atelier.localgpu.demo;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Paints: takes a request through the queue, the denoising loop and the finishing, and makes the answer. */
final class ImageGenerator implements AutoCloseable {

    private final Jobs jobs;
    private final Options options;

    private final LoadedModels models = new LoadedModels();

    ImageGenerator(Jobs jobs, Options options) {
        this.jobs = jobs;
        this.options = options;
    }

    ObjectNode txt2img(Fields body) throws Exception {
        return answer("scripts_txt2img", DemoGenerationRequest.txt2img(body));
    }

    ObjectNode img2img(Fields body) throws Exception {
        return answer("scripts_img2img", DemoGenerationRequest.img2img(body));
    }

    private ObjectNode answer(String name, DemoGenerationRequest request) throws Exception {
        return jobs.inTurn(name, request.iterations(), () -> {
            DemoCheckpoint demoCheckpoint = options.checkpointFor(request.body());
            TinyModel model = models.load(demoCheckpoint.weights());
            options.loaded(demoCheckpoint.weights());
            List<Planes> pictures = paint(request, model);
            return new DemoGenerationResponse(request, demoCheckpoint, jobs.timestamp()).toJson(pictures);
        });
    }

    private List<Planes> paint(DemoGenerationRequest request, TinyModel model) throws OrtException {
        List<Planes> pictures = new ArrayList<>();
        double guidance = Guidance.forModel(request.guidance());
        try (TinyModel.Guided denoiser = model.guided(request.prompt(), request.negative(), guidance)) {
            for (int n = 0; n < request.iterations() && (n == 0 || !jobs.isInterrupted()); n++) {
                pictures.addAll(iteration(request, n, denoiser));
            }
        }
        return pictures;
    }

    /** The pictures of a batch walk side by side, so that an interrupt finds all of them equally far. */
    private List<Planes> iteration(DemoGenerationRequest request, int number, Denoiser denoiser) {
        Schedule schedule = request.startPicture()
                .map(s -> s.schedule(request.steps()))
                .orElse(Schedule.fromNoise(request.steps()));
        jobs.iteration(number, schedule.steps());
        List<DenoisingRun> walks = new ArrayList<>();
        for (int i = 0; i < request.batch(); i++) {
            walks.add(DenoisingRun.begin(request, number * request.batch() + i, schedule));
        }
        for (int step = 0; step < schedule.steps() && !jobs.isCutShort(); step++) {
            for (DenoisingRun denoisingRun : walks) {
                denoisingRun.step(denoiser, step);
            }
            jobs.stepDone();
        }
        return walks.stream().map(DenoisingRun::finished).toList();
    }

    /** To be called when nothing is painted any more. */
    @Override
    public void close() {
        models.close();
    }
}
