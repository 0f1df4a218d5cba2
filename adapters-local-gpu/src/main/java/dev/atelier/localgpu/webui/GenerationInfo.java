package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.localgpu.webui.wire.JsonAbbreviator;
import dev.atelier.localgpu.webui.wire.LenientJson;
import dev.atelier.localgpu.webui.wire.SpoolingJsonParser;
import java.io.IOException;
import java.util.OptionalLong;

/** The {@code info} of a response: JSON inside a string; in some servers an object, in others an empty string. */
public final class GenerationInfo {

    private static final int MAX_BYTES = 16 << 20;
    private static final int MAX_VERSION = 100;

    private final JsonNode info;
    private final String json;

    private GenerationInfo(JsonNode info, String json) {
        this.info = info;
        this.json = json;
    }

    static GenerationInfo of(JsonNode value) throws IOException {
        if (value.isContainerNode()) {
            return new GenerationInfo(value.deepCopy(), JsonAbbreviator.of(value));
        }
        String literal = SpoolingJsonParser.isLong(value)
                ? SpoolingJsonParser.longText(value).literal(MAX_BYTES)
                : value.isMissingNode() ? "null" : LenientJson.write(value);
        String text = LenientJson.MAPPER.readTree(literal).asText("");
        return new GenerationInfo(LenientJson.parse(text).orElse(MissingNode.getInstance()), literal);
    }

    /** The unchanged value as JSON. */
    String json() {
        return json;
    }

    /** The number of images before the requested ones: a grid of them. */
    int indexOfFirstImage() {
        return Math.max(0, info.path("index_of_first_image").asInt(0));
    }

    boolean isObject() {
        return info.isObject();
    }

    /** This without the seeds, prompts and infotexts of images that were not made. */
    GenerationInfo of(int images) {
        if (!(info instanceof ObjectNode all)) {
            return this;
        }
        ObjectNode shortened = all.deepCopy();
        shortened.properties().forEach(entry -> {
            if (entry.getValue() instanceof ArrayNode list) {
                while (list.size() > images) {
                    list.remove(list.size() - 1);
                }
            }
        });
        return as(shortened);
    }

    /** This with what a later response reports of further images: their seeds, prompts and infotexts. */
    GenerationInfo with(GenerationInfo more) {
        if (!(info instanceof ObjectNode first) || !(more.info instanceof ObjectNode other)) {
            return this;
        }
        ObjectNode merged = first.deepCopy();
        other.properties().forEach(entry -> {
            if (merged.get(entry.getKey()) instanceof ArrayNode list && entry.getValue() instanceof ArrayNode further) {
                list.addAll(further);
            }
        });
        return as(merged);
    }

    /** In the form of this one. */
    private GenerationInfo as(ObjectNode other) {
        String text = LenientJson.write(other);
        return new GenerationInfo(other, json.startsWith("\"") ? LenientJson.write(TextNode.valueOf(text)) : text);
    }

    /** Empty if not reported. */
    String modelName() {
        return info.path("sd_model_name").asText("");
    }

    /** Empty if not reported. */
    String modelHash() {
        return info.path("sd_model_hash").asText("");
    }

    /** The seed of the first image, from which those of the others count up; empty if not reported. */
    public OptionalLong seed() {
        JsonNode seed = info.path("all_seeds").path(0).isMissingNode()
                ? info.path("seed")
                : info.path("all_seeds").path(0);
        return seed.canConvertToLong() && seed.asLong() >= 0 ? OptionalLong.of(seed.asLong()) : OptionalLong.empty();
    }

    /** Of the node's software; empty if not reported. */
    String version() {
        return TextSanitizer.shortened(info.path("version").asText(""), MAX_VERSION);
    }

    /** Empty if not reported. */
    String jobTimestamp() {
        return info.path("job_timestamp").asText("");
    }
}
