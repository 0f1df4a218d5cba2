package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The settings of the node that hold for one job: the order's checkpoint and VAE, and what the client wishes besides.
 * Afterwards the node takes its own back, so that no client's settings reach the next job; the weights stay loaded, and as
 * every job names its checkpoint, nobody minds that the node's option then names another.
 */
final class OverrideSettings {

    private static final String FIELD = "override_settings";

    /**
     * What clients may not set, since it would outlast the job or reach beyond it: paths and files that the node writes,
     * what it fetches, what it keeps in memory, what it shows to others, and which checkpoint is loaded.
     */
    private static final Pattern DENIED =
            Pattern.compile("(outdir_|save_|grid_|samples_(?!format$)|directories_|temp_dir"
                    + "|clean_temp|api_|sd_checkpoint|sd_model_checkpoint|sd_vae_checkpoint_cache|live_preview|show_progress"
                    + "|control_net_|disable|restore_config|memmon).*|.*_(dir|dirs|dir_name|path|paths|pattern)");

    /** Pictures in another format could not be stored. */
    private static final Set<String> FORMATS = Set.of("png", "jpg", "jpeg", "webp");

    private OverrideSettings() {}

    static void prepare(ObjectNode payload, PaintOrder order, ModelLists lists) throws NodeFailure {
        JsonNode given = payload.path(FIELD);
        if (!given.isObject() && !given.isNull() && !given.isMissingNode()) {
            throw NodeFailure.rejected(FIELD + " should be an object");
        }
        ObjectNode settings = given instanceof ObjectNode object ? object : payload.putObject(FIELD);
        settings.remove(denied(settings));
        order.first(CheckpointType.STABLE_DIFFUSION)
                .flatMap(lists::find)
                .ifPresent(model -> settings.put("sd_model_checkpoint", model.stableName()));
        order.first(CheckpointType.VAE)
                .ifPresent(vae -> settings.put(
                        "sd_vae", lists.find(vae).map(ListedModel::file).orElse(vae.name())));
        payload.put("override_settings_restore_afterwards", true);
    }

    private static List<String> denied(ObjectNode settings) {
        return settings.properties().stream()
                .filter(entry -> DENIED.matcher(entry.getKey()).matches() || isUnusableFormat(entry))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isUnusableFormat(Map.Entry<String, JsonNode> setting) {
        return setting.getKey().equals("samples_format")
                && !FORMATS.contains(setting.getValue().asText());
    }
}
