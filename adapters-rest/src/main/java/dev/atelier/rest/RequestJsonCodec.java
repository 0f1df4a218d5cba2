package dev.atelier.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.atelier.domain.InvalidRequestException;
import io.micronaut.jackson.core.tree.JsonNodeTreeCodec;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Parses and writes clients' JSON. A body may contain images as strings, so their length has no limit of its own. */
final class RequestJsonCodec {

    private static final StreamReadConstraints LONG_STRINGS =
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build();

    private static final JsonFactory STRICT = JsonFactory.builder()
            .streamReadConstraints(LONG_STRINGS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** Python's {@code json.dumps} writes NaN and Infinity. */
    private static final JsonFactory PYTHON = JsonFactory.builder()
            .streamReadConstraints(LONG_STRINGS)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private RequestJsonCodec() {}

    /** Parses one JSON value with nothing after it. */
    static JsonNode read(byte[] json) {
        return read(STRICT, json);
    }

    /** As {@link #read}, also for Python's JSON. */
    static JsonNode readPython(byte[] json) {
        return read(PYTHON, json);
    }

    /** A parser for Python's JSON. */
    static JsonParser python(byte[] json) throws IOException {
        return PYTHON.createParser(json);
    }

    private static JsonNode read(JsonFactory dialect, byte[] json) {
        try (JsonParser parser = dialect.createParser(json)) {
            if (parser.nextToken() == null) {
                throw new InvalidRequestException("the request body is empty; a JSON object was expected");
            }
            JsonNode value = JsonNodeTreeCodec.getInstance().readTree(parser);
            if (parser.nextToken() != null) {
                throw new InvalidRequestException("the request body continues after its JSON value");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new InvalidRequestException("the request body is not valid JSON" + place(e));
        } catch (IOException e) {
            throw new UncheckedIOException("reading JSON from memory", e);
        }
    }

    /** Whether the text is one JSON object, in strict or Python's JSON. Keeps nothing of it in memory. */
    static boolean isObject(String text) {
        try (JsonParser parser = PYTHON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        } catch (JsonProcessingException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("reading JSON from memory", e);
        }
    }

    /** The value as text; what only Python reads is kept unchanged. */
    static String write(JsonNode value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = PYTHON.createGenerator(text)) {
            JsonNodeTreeCodec.getInstance().writeTree(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON to memory", e);
        }
        return text.toString();
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }
}
