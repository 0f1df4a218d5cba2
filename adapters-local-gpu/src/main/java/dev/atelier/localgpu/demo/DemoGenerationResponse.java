package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.localgpu.demo.diffusion.CfgScaleMapping;
import dev.atelier.localgpu.demo.diffusion.PromptCleaner;
import dev.atelier.localgpu.demo.diffusion.TinyDiffusionModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The response to txt2img and img2img: the images, the request's parameters, and {@code info}, JSON as a string. */
final class DemoGenerationResponse {

    private final DemoGenerationRequest request;
    private final DemoCheckpoint checkpoint;
    private final String timestamp;
    private final Map<String, String> extra;

    DemoGenerationResponse(DemoGenerationRequest request, DemoCheckpoint checkpoint, String timestamp) {
        this.request = request;
        this.checkpoint = checkpoint;
        this.timestamp = timestamp;
        this.extra = extra(request);
    }

    ObjectNode toJson(List<PlanarImage> images) {
        ObjectNode response = JsonCodec.object();
        ArrayNode encoded = response.putArray("images");
        for (int i = 0; i < images.size() && request.body().flag("send_images", true); i++) {
            byte[] png = PngTextWriter.write(images.get(i).toImage(), "parameters", infotext(i));
            encoded.add(Base64ImageCodec.encode(png));
        }
        ObjectNode parameters = request.body().node().deepCopy();
        if (!request.body().flag("include_init_images", false)) {
            parameters.remove(List.of("init_images", "mask"));
        }
        response.set("parameters", parameters);
        return response.put("info", JsonCodec.text(info(images.size())));
    }

    private ObjectNode info(int generated) {
        ObjectNode info = JsonCodec.object();
        info.put("prompt", request.prompt());
        info.put("negative_prompt", request.negative());
        info.put("seed", request.seeds().seed());
        info.put("subseed", request.seeds().subseed());
        info.put("subseed_strength", request.seeds().strength());
        info.put("width", request.size().width()).put("height", request.size().height());
        info.put("sampler_name", request.sampler().requested());
        info.put("cfg_scale", request.guidance());
        info.put("steps", request.steps());
        info.put("batch_size", request.batch());
        info.put("sd_model_name", checkpoint.shortName());
        info.put("sd_model_hash", checkpoint.weights().shortHash());
        info.putNull("sd_vae_name").putNull("sd_vae_hash");
        request.initImage().ifPresent(start -> info.put("denoising_strength", start.strength()));
        info.put("index_of_first_image", 0);
        info.put("job_timestamp", timestamp);
        info.put("version", Infotext.VERSION);
        addLists(info, generated);
        extra.forEach(info.putObject("extra_generation_params")::put);
        return info;
    }

    private void addLists(ObjectNode info, int generated) {
        ArrayNode prompts = info.putArray("all_prompts");
        ArrayNode negatives = info.putArray("all_negative_prompts");
        ArrayNode seeds = info.putArray("all_seeds");
        ArrayNode subseeds = info.putArray("all_subseeds");
        ArrayNode infotexts = info.putArray("infotexts");
        for (int i = 0; i < request.images(); i++) {
            prompts.add(request.prompt());
            negatives.add(request.negative());
            seeds.add(request.seeds().seed(i));
            subseeds.add(request.seeds().subseed(i));
        }
        for (int i = 0; i < generated; i++) {
            infotexts.add(infotext(i));
        }
    }

    private String infotext(int image) {
        return Infotext.of(request, request.seeds().seed(image), checkpoint, extra);
    }

    /** Parameters in effect, and where they differ from the request. */
    private static Map<String, String> extra(DemoGenerationRequest request) {
        Map<String, String> extra = new LinkedHashMap<>();
        request.initImage().ifPresent(start -> {
            extra.put("Denoising strength", Infotext.number(start.strength()));
            start.mask().ifPresent(mask -> extra.put("Masked", "yes"));
        });
        if (request.seeds().strength() > 0) {
            extra.put("Variation seed", String.valueOf(request.seeds().subseed()));
            extra.put("Variation seed strength", Infotext.number(request.seeds().strength()));
        }
        double guidance = Math.round(CfgScaleMapping.forModel(request.guidance()) * 100) / 100.;
        extra.put("Guidance used", Infotext.number(guidance));
        if (request.sampler().isSubstituted()) {
            extra.put("Sampler used", request.sampler().effective().title());
        }
        if (PromptCleaner.hasTags(request.prompt())) {
            extra.put("Without effect", "network tags");
        }
        extra.put("Generated at", TinyDiffusionModel.SIDE + "x" + TinyDiffusionModel.SIDE);
        return extra;
    }
}
