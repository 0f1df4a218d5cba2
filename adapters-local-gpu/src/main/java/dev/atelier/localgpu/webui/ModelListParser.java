package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.localgpu.webui.payload.ListedModel;
import dev.atelier.localgpu.webui.payload.NodeFeatures;
import dev.atelier.localgpu.webui.wire.LenientJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Parses the model list responses. Skips the training statistics in Lora entries, many megabytes in total. */
final class ModelListParser {

    private static final Set<String> FIELDS =
            Set.of("title", "model_name", "name", "alias", "filename", "path", "hash", "sha256");

    private static final int MAX_ENTRIES = 100_000;
    private static final int MAX_BYTES = 32 << 20;

    private ModelListParser() {}

    /** {@code [{"title": …}, …]}. */
    static List<Map<String, String>> entries(InputStream in) throws IOException {
        List<Map<String, String>> entries = new ArrayList<>();
        try (JsonParser json = LenientJson.MAPPER.createParser(in)) {
            require(json, json.nextToken(), JsonToken.START_ARRAY);
            for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                require(json, next, JsonToken.START_OBJECT);
                entries.add(entry(json));
                if (entries.size() > MAX_ENTRIES) {
                    throw new JsonParseException(json, "the list has more than " + MAX_ENTRIES + " entries");
                }
            }
        }
        return entries;
    }

    static List<ListedModel> models(InputStream in) throws IOException {
        return entries(in).stream().map(ListedModel::of).toList();
    }

    /** {@code {"loaded": {"name": …}, "skipped": {"name": …}}}: the skipped ones belong to other kinds of checkpoints. */
    static List<ListedModel> embeddings(InputStream in) throws IOException {
        JsonNode response = LenientJson.read(in, MAX_BYTES);
        List<ListedModel> models = new ArrayList<>();
        for (String group : List.of("loaded", "skipped")) {
            response.path(group).fieldNames().forEachRemaining(name -> models.add(ListedModel.named(name)));
        }
        return models;
    }

    /** {@code {"model_list": ["title", …]}}, where None means no model. */
    static List<ListedModel> controlNets(InputStream in) throws IOException {
        List<ListedModel> models = new ArrayList<>();
        for (JsonNode title : LenientJson.read(in, MAX_BYTES).path("model_list")) {
            if (title.isTextual() && !title.asText().equals("None")) {
                models.add(ListedModel.named(title.asText()));
            }
        }
        return models;
    }

    /** Samplers, {@code [{"name": …, "aliases": […]}, …]}, and schedulers, {@code [{"name": …, "label": …}, …]}. */
    static List<NodeFeatures.Choice> choices(InputStream in) throws IOException {
        List<NodeFeatures.Choice> choices = new ArrayList<>();
        for (JsonNode entry : LenientJson.read(in, MAX_BYTES)) {
            String name = entry.path("name").asText("");
            List<String> others = new ArrayList<>(List.of(name));
            entry.path("aliases").forEach(alias -> others.add(alias.asText("")));
            choices.add(new NodeFeatures.Choice(entry.path("label").asText(name), others));
        }
        return choices;
    }

    /** {@code {"txt2img": ["title", …], "img2img": […]}}. */
    static Map<String, Set<String>> scripts(InputStream in) throws IOException {
        Map<String, Set<String>> scripts = new HashMap<>();
        LenientJson.read(in, MAX_BYTES)
                .properties()
                .forEach(task -> task.getValue()
                        .forEach(title -> scripts.computeIfAbsent(task.getKey(), key -> new HashSet<>())
                                .add(title.asText("").toLowerCase(Locale.ROOT))));
        return scripts;
    }

    private static Map<String, String> entry(JsonParser json) throws IOException {
        Map<String, String> entry = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            if (json.nextToken() == JsonToken.VALUE_STRING && FIELDS.contains(field)) {
                entry.put(field, json.getText());
            } else {
                json.skipChildren();
            }
        }
        return entry;
    }

    private static void require(JsonParser json, JsonToken found, JsonToken needed) throws IOException {
        if (found != needed) {
            throw new JsonParseException(json, "a list of models holds " + found + " instead of " + needed);
        }
    }
}
