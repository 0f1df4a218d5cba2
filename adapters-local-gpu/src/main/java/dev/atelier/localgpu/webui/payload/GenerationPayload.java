package dev.atelier.localgpu.webui.payload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.application.inference.RequestedImages;
import dev.atelier.application.util.TemporaryDirectory;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.webui.wire.LenientJson;
import dev.atelier.localgpu.webui.wire.NodeException;
import dev.atelier.localgpu.webui.wire.PlainJson;
import dev.atelier.localgpu.webui.wire.SpoolingJsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Builds the payload for the node from that of the client. Removes numbers that are not finite, which Python clients may send
 * and which would break WebUI's response; WebUI then uses its defaults.
 */
public final class GenerationPayload {

    private static final long MAX_BYTES = 1L << 30;

    private final GenerationRequest generation;
    private final ObjectNode json;
    private RequestedImages requested = new RequestedImages(1, 1);

    private GenerationPayload(GenerationRequest generation, ObjectNode json) {
        this.generation = generation;
        this.json = json;
    }

    /** @throws NodeException of kind REJECTED unless the payload is a JSON object */
    public static GenerationPayload read(GenerationRequest generation, TemporaryDirectory temporaryDirectory)
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
            throw NodeException.local("The payload could not be read", e);
        }
    }

    /** @return the number of enabled ControlNet units */
    public int prepare(NodeModelCatalog node, TemporaryDirectory temporaryDirectory) throws NodeException {
        check();
        json.properties().removeIf(field -> field.getValue().isNull()); // some servers reject them
        requested = RequestedImages.of(generation.task(), PlainJson.of(json));
        if (!generation.task().needsCheckpoint()) {
            prepareExtras();
            return 0;
        }
        json.remove(List.of("script_name", "script_args"));
        int units = prepareScripts(node);
        if (!node.features().webUi()) {
            PartialServers.prepare(json);
        }
        OverrideSettings.prepare(json, generation, node);
        SamplerNameTranslator.translate(json, node.features());
        LoraTranslator.translate(json, generation.models(), node);
        InputImages.prepare(json, generation.task(), node.features().webUi(), temporaryDirectory);
        json.put("send_images", true).put("save_images", false);
        json.put("do_not_save_samples", true).put("do_not_save_grid", true);
        json.put("force_task_id", generation.taskId());
        return units;
    }

    private void prepareExtras() {
        if (Set.of(TaskType.EXTRA_SINGLE_IMAGE, TaskType.EXTRA_BATCH_IMAGES).contains(generation.task())) {
            json.put("show_extras_results", true);
        }
    }

    private void check() throws NodeException {
        try {
            Map<String, Object> values = PlainJson.of(json);
            generation.check().check(values);
            generation.check().leftOut(values).forEach((field, names) -> {
                if (json.get(field) instanceof ObjectNode object) {
                    object.remove(names);
                }
            });
        } catch (InvalidRequestException e) {
            throw NodeException.rejected(e.getMessage());
        }
    }

    /** Removes disabled scripts, as the node may not have them, and requires that it has the others. */
    private int prepareScripts(NodeModelCatalog node) throws NodeException {
        if (!(json.path("alwayson_scripts") instanceof ObjectNode scripts)) {
            json.remove("alwayson_scripts"); // empty
            return 0;
        }
        int units = ControlNetPreparer.prepare(scripts, node);
        scripts.properties()
                .removeIf(script -> generation
                        .check()
                        .isOff(script.getKey(), PlainJson.of(script.getValue().path("args"))));
        for (Map.Entry<String, JsonNode> script : scripts.properties()) {
            boolean listed = ControlNetPreparer.isTitle(script.getKey())
                    && node.models().containsKey(CheckpointType.CONTROL_NET);
            if (!listed && !hasScript(node.features(), script.getKey())) {
                throw NodeException.modelMissing("The node has no script " + TextSanitizer.quote(script.getKey()));
            }
        }
        if (scripts.isEmpty()) {
            json.remove("alwayson_scripts");
        }
        return units;
    }

    /** ControlNet has a route of its own, without which only a list of scripts can show it. */
    private boolean hasScript(NodeFeatures node, String title) {
        String task = generation.task().word();
        return node.hasScript(task, title)
                && !(ControlNetPreparer.isTitle(title) && !node.scripts().containsKey(task));
    }

    /**
     * The requests for the part of the images that is chosen, after {@link #prepare}.
     *
     * @throws NodeException if the payload is not the one any more that was divided
     */
    public ImagePortions portions(NodeModelCatalog node) throws NodeException {
        boolean webUi = node.features().webUi();
        int most = webUi ? IterationRules.count(generation.task(), json, requested) : 1;
        Optional<IterationPart> part = generation.parts().choose(most);
        if (part.isEmpty()) {
            return new ImagePortions(json, requested, webUi);
        }
        if (part.get().end() > most) {
            throw NodeException.modelMissing("The node cannot generate a part of this job");
        }
        return ImagePortions.of(json, requested, part.get());
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
