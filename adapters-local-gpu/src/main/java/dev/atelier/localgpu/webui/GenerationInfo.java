package dev.atelier.localgpu.webui;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.OptionalInt;

/** The {@code info} of a response: JSON inside a string; in some servers an object, in others an empty string. */
final class GenerationInfo {

    private static final int MAX_BYTES = 16 << 20;

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

    /** The number of requested images; empty if not reported. */
    OptionalInt expected() {
        int seeds = info.path("all_seeds").size();
        return seeds == 0 ? OptionalInt.empty() : OptionalInt.of(seeds);
    }

    /** Empty if not reported. */
    String modelName() {
        return info.path("sd_model_name").asText("");
    }

    /** Empty if not reported. */
    String modelHash() {
        return info.path("sd_model_hash").asText("");
    }

    /** Empty if not reported. */
    String jobTimestamp() {
        return info.path("job_timestamp").asText("");
    }
}
