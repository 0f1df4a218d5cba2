package dev.atelier.localgpu.webui.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.checkpoint.CheckpointType;

/**
 * Overrides the node's settings for one job: checkpoint and VAE, and what the client sets. The node restores its own
 * afterwards, so that no settings leak into the next job; the weights stay loaded, and as every job names its checkpoint, it
 * does not matter that the restored option names another.
 */
final class OverrideSettings {

    private static final String FIELD = "override_settings";

    private OverrideSettings() {}

    static void prepare(ObjectNode payload, GenerationRequest generation, NodeModelCatalog lists) {
        JsonNode given = payload.path(FIELD);
        ObjectNode settings = given instanceof ObjectNode object ? object : payload.putObject(FIELD);
        settings.properties().removeIf(setting -> setting.getValue().isNull());
        if (payload.has("mask")) {
            settings.put("return_mask", false).put("return_mask_composite", false); // would stand among the images
        }
        generation
                .first(CheckpointType.STABLE_DIFFUSION)
                .flatMap(lists::find)
                .ifPresent(model -> settings.put("sd_model_checkpoint", model.stableName()));
        generation
                .first(CheckpointType.VAE)
                .ifPresent(vae -> settings.put(
                        "sd_vae", lists.find(vae).map(ListedModel::file).orElse(vae.name())));
        payload.put("override_settings_restore_afterwards", true);
    }
}
