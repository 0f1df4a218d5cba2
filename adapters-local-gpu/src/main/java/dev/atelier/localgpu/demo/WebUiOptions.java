package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The few settings of the node that mean something here, changed by POST or for one job by {@code override_settings}. */
final class WebUiOptions {

    private final DemoCheckpointCatalog demoCheckpointCatalog;
    private volatile String current = DemoCheckpointCatalog.TINY_EMOJI;
    private volatile String vae = "Automatic";
    private volatile Optional<WeightsFile> loaded = Optional.empty();

    WebUiOptions(DemoCheckpointCatalog demoCheckpointCatalog) {
        this.demoCheckpointCatalog = demoCheckpointCatalog;
    }

    ObjectNode toJson() {
        return JsonCodec.object()
                .put("samples_format", "png")
                .put("sd_model_checkpoint", current().title())
                .put("sd_checkpoint_hash", loaded.map(WeightsFile::hash).orElse(""))
                .put("sd_vae", vae)
                .put("CLIP_stop_at_last_layers", 1);
    }

    /** Sets what the body names; a checkpoint or a key that is not known is an error, as in SD WebUI. */
    void set(RequestFields body) {
        for (var entry : body.node().properties()) {
            set(entry.getKey(), entry.getValue());
        }
    }

    private void set(String key, JsonNode value) {
        switch (key) {
            case "sd_model_checkpoint" ->
                current = demoCheckpointCatalog
                        .named(value.asText())
                        .orElseThrow(() ->
                                WebUiErrorException.broken("RuntimeError", "Unknown checkpoint: " + value.asText()))
                        .fileName();
            case "sd_vae" -> vae = value.asText();
            case "sd_checkpoint_hash", "samples_format", "CLIP_stop_at_last_layers" -> {
                // told, but nothing here depends on it
            }
            default -> throw WebUiErrorException.broken("KeyError", "'" + key + "'");
        }
    }

    /**
     * The checkpoint for one job. A name that is not known is passed over without a word and the current one is used;
     * that is SD WebUI's trap, and a client is to look at {@code info.sd_model_name}.
     */
    DemoCheckpoint checkpointFor(RequestFields body) {
        String asked = body.within("override_settings").text("sd_model_checkpoint", "");
        DemoCheckpoint chosen = demoCheckpointCatalog.named(asked).orElseGet(this::current);
        if (!body.flag("override_settings_restore_afterwards", true)) {
            current = chosen.fileName();
        }
        return chosen;
    }

    /** From now on this is told as what is loaded: the option above names what was chosen, which is not always the same. */
    void loaded(WeightsFile weights) {
        loaded = Optional.of(weights);
    }

    /** One whose file is gone gives way to tiny-emoji. */
    private DemoCheckpoint current() {
        return demoCheckpointCatalog.named(current).orElseGet(demoCheckpointCatalog::tinyEmoji);
    }
}
