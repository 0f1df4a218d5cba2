package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.localgpu.demo.diffusion.WeightsFile;
import java.util.Optional;

/** The WebUI settings that the node supports, changed by POST or for one job by {@code override_settings}. */
final class WebUiOptions {

    private final DemoCheckpointCatalog catalog;
    private volatile String current = DemoCheckpointCatalog.TINY_EMOJI;
    private volatile String vae = "Automatic";
    private volatile Optional<WeightsFile> loaded = Optional.empty();

    WebUiOptions(DemoCheckpointCatalog catalog) {
        this.catalog = catalog;
    }

    ObjectNode toJson() {
        return JsonCodec.object()
                .put("samples_format", "png")
                .put("sd_model_checkpoint", current().title())
                .put("sd_checkpoint_hash", loaded.map(WeightsFile::hash).orElse(""))
                .put("sd_vae", vae)
                .put("CLIP_stop_at_last_layers", 1);
    }

    /** @throws WebUiErrorException if the body has an unknown checkpoint or key, as in SD WebUI */
    void set(RequestFields body) {
        for (var entry : body.node().properties()) {
            set(entry.getKey(), entry.getValue());
        }
    }

    private void set(String key, JsonNode value) {
        switch (key) {
            case "sd_model_checkpoint" ->
                current = catalog.named(value.asText())
                        .orElseThrow(() ->
                                WebUiErrorException.internal("RuntimeError", "Unknown checkpoint: " + value.asText()))
                        .fileName();
            case "sd_vae" -> vae = value.asText();
            case "sd_checkpoint_hash", "samples_format", "CLIP_stop_at_last_layers" -> {
                // reported, but without effect here
            }
            default -> throw WebUiErrorException.internal("KeyError", "'" + key + "'");
        }
    }

    /**
     * The checkpoint of one job. As in SD WebUI, an unknown name is silently ignored and the current checkpoint is used;
     * clients have to check {@code info.sd_model_name}.
     */
    DemoCheckpoint checkpointFor(RequestFields body) {
        String requested = body.within("override_settings").text("sd_model_checkpoint", "");
        DemoCheckpoint chosen = catalog.named(requested).orElseGet(this::current);
        if (!body.flag("override_settings_restore_afterwards", true)) {
            current = chosen.fileName();
        }
        return chosen;
    }

    /** Records the weights of the last job, which may differ from those of the selected checkpoint. */
    void loaded(WeightsFile weights) {
        loaded = Optional.of(weights);
    }

    /** Falls back to tiny-emoji if the file no longer exists. */
    private DemoCheckpoint current() {
        return catalog.named(current).orElseGet(catalog::tinyEmoji);
    }
}
