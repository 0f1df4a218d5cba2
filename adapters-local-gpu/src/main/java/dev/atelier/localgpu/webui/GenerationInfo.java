package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.OptionalInt;

/** What the node tells of its pictures: JSON inside a string, an object with some servers, an empty string with others. */
final class GenerationInfo {

    private static final int MAX_BYTES = 16 << 20;

    private final JsonNode told;
    private final String json;

    private GenerationInfo(JsonNode told, String json) {
        this.told = told;
        this.json = json;
    }

    static GenerationInfo of(JsonNode info) throws IOException {
        if (info.isContainerNode()) {
            return new GenerationInfo(info.deepCopy(), JsonAbbreviator.of(info));
        }
        String literal = SpoolingJsonParser.isLong(info)
                ? SpoolingJsonParser.longText(info).literal(MAX_BYTES)
                : info.isMissingNode() ? "null" : LenientJson.write(info);
        String text = LenientJson.MAPPER.readTree(literal).asText("");
        return new GenerationInfo(LenientJson.parse(text).orElse(MissingNode.getInstance()), literal);
    }

    /** Exactly the value that was answered, as JSON. */
    String json() {
        return json;
    }

    /** How many pictures come before those asked for: a grid of them all. */
    int indexOfFirstImage() {
        return Math.max(0, told.path("index_of_first_image").asInt(0));
    }

    /** How many pictures were asked for; empty when it is not told. */
    OptionalInt expected() {
        int seeds = told.path("all_seeds").size();
        return seeds == 0 ? OptionalInt.empty() : OptionalInt.of(seeds);
    }

    /** Empty when it is not told. */
    String modelName() {
        return told.path("sd_model_name").asText("");
    }

    /** Empty when it is not told. */
    String modelHash() {
        return told.path("sd_model_hash").asText("");
    }

    /** Empty when it is not told. */
    String jobTimestamp() {
        return told.path("job_timestamp").asText("");
    }
}
