package dev.atelier.persistence.inspection;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The value of {@code ss_tag_frequency}: for each folder of a training's images, how many of them had a tag. */
final class TagFrequency {

    /** How many tags are counted. */
    private static final int MAX_TAGS = 10_000;

    private static final int MAX_COUNT = 1_000_000_000;
    private static final int MAX_DEPTH = 20;

    /** Within a folder's object, which is within another. */
    private static final int DEPTH = 2;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private TagFrequency() {}

    /** The most frequent tags, those of equal frequency by name; none of what is not such a value. */
    static List<String> mostFrequent(String value, int most) {
        Map<String, Long> counts = new HashMap<>();
        try (JsonParser json = JSON.createParser(value)) {
            count(json, counts);
        } catch (JsonProcessingException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("reading a text in memory", e);
        }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .limit(most)
                .toList();
    }

    private static void count(JsonParser json, Map<String, Long> counts) throws IOException {
        int depth = 0;
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (depth == DEPTH && isCount(json)) {
                add(json.currentName(), json.getLongValue(), counts);
            }
        }
    }

    private static boolean isCount(JsonParser json) throws IOException {
        return json.currentToken() == JsonToken.VALUE_NUMBER_INT
                && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && json.getLongValue() > 0
                && json.currentName() != null;
    }

    private static void add(String tag, long count, Map<String, Long> counts) {
        if (counts.size() < MAX_TAGS || counts.containsKey(tag)) {
            counts.merge(tag, Math.min(count, MAX_COUNT), Long::sum);
        }
    }
}
