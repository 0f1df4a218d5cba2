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
import java.util.Map;

/**
 * What is sent to the node, made of what the client wrote. Numbers that are not finite, which Python writes and which break
 * WebUI's own answer, are left out, so that WebUI's default holds.
 */
final class GenerationPayload {

    private static final long MAX_BYTES = 1L << 30;

    private final GenerationRequest order;
    private final ObjectNode json;

    private GenerationPayload(GenerationRequest order, ObjectNode json) {
        this.order = order;
        this.json = json;
    }

    /** Reads the client's payload; one that is not a JSON object is rejected. */
    static GenerationPayload read(GenerationRequest order, TemporaryDirectory temporaryDirectory) throws NodeException {
        try (InputStream in = order.payload().open()) {
            JsonNode json = SpoolingJsonParser.read(in, temporaryDirectory.file("payload.parts"), MAX_BYTES);
            if (json instanceof ObjectNode object) {
                dropNonFinite(object);
                return new GenerationPayload(order, object);
            }
            throw NodeException.rejected("The payload should be a JSON object");
        } catch (JsonProcessingException e) {
            throw NodeException.rejected("The payload is not JSON that can be read: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new NodeException(NodeException.Kind.BROKEN, "The payload could not be read", e);
        }
    }

    /** @return how many ControlNet units it has */
    int prepare(NodeModelCatalog lists) throws NodeException {
        check();
        if (!order.task().needsCheckpoint()) {
            prepareExtras();
            return 0;
        }
        json.remove(List.of("script_name", "script_args"));
        OverrideSettings.prepare(json, order, lists);
        SamplerNameTranslator.translate(json, lists);
        json.put("send_images", true).put("save_images", false);
        json.put("do_not_save_samples", true).put("do_not_save_grid", true);
        json.put("force_task_id", order.taskId());
        return prepareScripts(lists);
    }

    private void prepareExtras() {
        if (order.task() != TaskType.REMBG) {
            json.put("show_extras_results", true);
        }
    }

    private void check() throws NodeException {
        try {
            Map<String, Object> said = PlainJson.of(json);
            order.check().check(said);
            order.check().leftOut(said).forEach((field, names) -> {
                if (json.get(field) instanceof ObjectNode object) {
                    object.remove(names);
                }
            });
        } catch (InvalidRequestException e) {
            throw NodeException.rejected(e.getMessage());
        }
    }

    /** A script that is switched off does what it would do anyway, and the node may not have it. */
    private int prepareScripts(NodeModelCatalog lists) throws NodeException {
        JsonNode scripts = json.path("alwayson_scripts");
        int units = ControlNetPreparer.prepare(scripts, lists);
        if (scripts instanceof ObjectNode object) {
            object.properties().removeIf(script -> order.check()
                    .isOff(script.getKey(), PlainJson.of(script.getValue().path("args"))));
        } else {
            json.remove("alwayson_scripts"); // nothing that a node could make sense of
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
