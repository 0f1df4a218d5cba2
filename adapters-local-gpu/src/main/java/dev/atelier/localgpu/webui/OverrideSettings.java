package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.checkpoint.CheckpointType;

/**
 * The settings of the node that hold for one job: the order's checkpoint and VAE, and what the client wishes besides.
 * Afterwards the node takes its own back, so that no client's settings reach the next job; the weights stay loaded, and as
 * every job names its checkpoint, nobody minds that the node's option then names another.
 */
final class OverrideSettings {

    private static final String FIELD = "override_settings";

    private OverrideSettings() {}

    static void prepare(ObjectNode payload, GenerationRequest order, NodeModelCatalog lists) {
        JsonNode given = payload.path(FIELD);
        ObjectNode settings = given instanceof ObjectNode object ? object : payload.putObject(FIELD);
        order.first(CheckpointType.STABLE_DIFFUSION)
                .flatMap(lists::find)
                .ifPresent(model -> settings.put("sd_model_checkpoint", model.stableName()));
        order.first(CheckpointType.VAE)
                .ifPresent(vae -> settings.put(
                        "sd_vae", lists.find(vae).map(ListedModel::file).orElse(vae.name())));
        payload.put("override_settings_restore_afterwards", true);
    }
}
