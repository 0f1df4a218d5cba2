package dev.atelier.localgpu.webui.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Servers that have a part of WebUI's API ignore the rest of a payload. */
final class PartialServers {

    private static final List<String> IGNORED =
            List.of("styles", "subseed_strength", "refiner_checkpoint", "restore_faces", "tiling");

    /** What stable-diffusion.cpp's server of August 2026 makes of more steps, and of sizes in between. */
    private static final int MAX_STEPS = 100;

    private static final int SIZE_UNIT = 64;

    private static final Set<String> NOTHING = Set.of("", "none", "false", "0", "0.0");

    private PartialServers() {}

    /**
     * Moves what they take under another name.
     *
     * @throws NodeException of kind MODEL_MISSING if the payload asks for what they would leave out
     */
    static void prepare(ObjectNode payload) throws NodeException {
        for (String field : IGNORED) {
            if (asksFor(payload.path(field))) {
                throw NodeException.modelMissing("The node does not support " + field);
            }
        }
        if (payload.path("steps").asInt() > MAX_STEPS) {
            throw NodeException.modelMissing("The node runs no more than " + MAX_STEPS + " steps");
        }
        for (String side : List.of("width", "height")) {
            if (payload.path(side).asInt() % SIZE_UNIT != 0) {
                throw NodeException.modelMissing("The node makes no other " + side + " than multiples of " + SIZE_UNIT);
            }
        }
        JsonNode clip = payload.path("override_settings").path("CLIP_stop_at_last_layers");
        if (clip.isNumber() && !payload.has("clip_skip")) {
            payload.set("clip_skip", clip);
        }
    }

    private static boolean asksFor(JsonNode value) {
        return !value.isEmpty()
                || value.asDouble() != 0
                || value.asBoolean()
                || (value.isTextual()
                        && !NOTHING.contains(value.asText().strip().toLowerCase(Locale.ROOT)));
    }
}
