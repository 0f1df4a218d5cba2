package dev.atelier.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.atelier.domain.InvalidRequestException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Parses JSON that Python may have written into maps, lists, strings, numbers, booleans and nulls. */
public final class PlainJson {

    private final JsonParser parser;
    private final Function<String, Object> strings;

    private PlainJson(JsonParser parser, Function<String, Object> strings) {
        this.parser = parser;
        this.strings = strings;
    }

    /**
     * Parses a payload.
     *
     * @param strings converts each string value
     * @throws InvalidRequestException if it is not exactly one JSON object
     */
    public static Map<String, Object> read(byte[] json, Function<String, Object> strings) throws IOException {
        try (JsonParser parser = RequestJsonCodec.python(json)) {
            PlainJson reader = new PlainJson(parser, strings);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidRequestException("the payload should be a JSON object");
            }
            Map<String, Object> object = reader.object();
            if (parser.nextToken() != null) {
                throw new InvalidRequestException("the payload continues after its JSON object");
            }
            return object;
        } catch (JsonProcessingException e) {
            throw new InvalidRequestException("the payload is not JSON that can be read: " + e.getOriginalMessage());
        }
    }

    private Map<String, Object> object() throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value());
        }
        return object;
    }

    private List<Object> list() throws IOException {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(value());
        }
        return list;
    }

    private Object value() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> list();
            case VALUE_STRING -> strings.apply(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            default -> null;
        };
    }
}
