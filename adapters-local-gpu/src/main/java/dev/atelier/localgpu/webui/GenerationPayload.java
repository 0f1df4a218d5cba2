package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.inference.TaskType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Builds the payload for the node from that of the client. Removes numbers that are not finite, which Python clients may send
 * and which would break WebUI's response; WebUI then uses its defaults.
 */
final class GenerationPayload {

    private static final long MAX_BYTES = 1L << 30;

    private final GenerationRequest generation;
    private final ObjectNode json;

    private GenerationPayload(GenerationRequest generation, ObjectNode json) {
        this.generation = generation;
        this.json = json;
    }

    /** @throws NodeException of kind REJECTED unless the payload is a JSON object */
    static GenerationPayload read(GenerationRequest generation, TemporaryDirectory temporaryDirectory)
            throws NodeException {
        try (InputStream in = generation.payload().open()) {
            JsonNode json = SpoolingJsonParser.read(in, temporaryDirectory.file("payload.parts"), MAX_BYTES);
            if (json instanceof ObjectNode object) {
                dropNonFinite(object);
                return new GenerationPayload(generation, object);
            }
            throw NodeException.rejected("The payload should be a JSON object");
        } catch (JsonProcessingException e) {
            throw NodeException.rejected("The payload is not valid JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new NodeException(NodeException.Kind.BROKEN, "The payload could not be read", e);
        }
    }

    /** @return the number of enabled ControlNet units */
    int prepare(NodeModelCatalog lists) throws NodeException {
        check();
        if (!generation.task().needsCheckpoint()) {
            prepareExtras();
            return 0;
        }
        json.remove(List.of("script_name", "script_args"));
        OverrideSettings.prepare(json, generation, lists);
        SamplerNameTranslator.translate(json, lists);
        json.put("send_images", true).put("save_images", false);
        json.put("do_not_save_samples", true).put("do_not_save_grid", true);
        json.put("force_task_id", generation.taskId());
        return prepareScripts(lists);
    }

    private void prepareExtras() {
        if (generation.task() != TaskType.REMBG) {
            json.put("show_extras_results", true);
        }
    }

    private void check() throws NodeException {
        try {
            generation.check().check(PlainJson.of(json));
        } catch (InvalidRequestException e) {
            throw NodeException.rejected(e.getMessage());
        }
    }

    /** Removes disabled scripts, as the node may not have them. */
    private int prepareScripts(NodeModelCatalog lists) throws NodeException {
        JsonNode scripts = json.path("alwayson_scripts");
        int units = ControlNetPreparer.prepare(scripts, lists);
        if (scripts instanceof ObjectNode object) {
            object.properties().removeIf(script -> generation
                    .check()
                    .isOff(script.getKey(), PlainJson.of(script.getValue().path("args"))));
        } else {
            json.remove("alwayson_scripts"); // not an object, so no node can use it
        }
        return units;
    }

    ObjectNode json() {
        return json;
    }

    private static void dropNonFinite(JsonNode node) {
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (LenientJson.isNonFinite(array.get(i))) {
                    array.setNull(i);
                }
            }
        } else if (node instanceof ObjectNode object) {
            object.properties().removeIf(entry -> LenientJson.isNonFinite(entry.getValue()));
        }
        node.forEach(GenerationPayload::dropNonFinite);
    }
}
