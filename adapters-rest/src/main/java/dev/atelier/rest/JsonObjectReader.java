package dev.atelier.rest;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a JSON object from a client by property name and type. A property that is null counts as missing; unknown
 * properties are ignored. Methods throw {@link InvalidRequestException} naming the property that does not fit.
 * Immutable.
 */
public final class JsonObjectReader {

    /** The maximum number of entries of a list. */
    private static final int MAX_LIST_LENGTH = 1000;

    /** The maximum size of pass-through metadata: lists return up to a thousand of them. */
    private static final int LARGEST_CARRIED = 64 << 10;

    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?([0-9]{1,30}(\\.[0-9]{0,60})?|\\.[0-9]{1,60})([eE][+-]?[0-9]{1,3})?");

    static final JsonObjectReader NONE = new JsonObjectReader("", Map.of());

    private final String path;
    private final Map<String, JsonNode> values;

    private JsonObjectReader(String path, Map<String, JsonNode> values) {
        this.path = path;
        this.values = values;
    }

    static JsonObjectReader of(JsonNode body) {
        return object("", "the request body", body);
    }

    /** The fields of a form, whose values are texts; of these names, as {@code true} and {@code false} are meant. */
    public static JsonObjectReader ofForm(Map<String, String> fields, Set<String> booleans) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        fields.forEach((name, text) -> values.put(
                name,
                booleans.contains(name) && text.matches("true|false")
                        ? JsonNode.createBooleanNode(Boolean.parseBoolean(text))
                        : JsonNode.createStringNode(text)));
        return new JsonObjectReader("", values);
    }

    /** A resource beside the class, which is part of this module. */
    public static JsonObjectReader of(Class<?> owner, String resource) {
        try (InputStream json = owner.getResourceAsStream(resource)) {
            return of(RequestJsonCodec.read(json.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("reading the resource " + resource, e);
        }
    }

    /** The record that the object is described by; see {@link RecordReader}. */
    public <T extends Record> T as(Class<T> type) {
        return RecordReader.read(this, type);
    }

    /** Checks that all of these are given; the error names every missing one. */
    public JsonObjectReader require(String... names) {
        List<String> missing = Stream.of(names).filter(name -> !has(name)).toList();
        if (!missing.isEmpty()) {
            throw new InvalidRequestException("object has missing required properties ("
                    + missing.stream()
                            .map(name -> '"' + path + name + '"')
                            .sorted()
                            .collect(Collectors.joining(",", "[", "]"))
                    + ")");
        }
        return this;
    }

    public boolean has(String name) {
        JsonNode value = values.get(name);
        return value != null && !value.isNull();
    }

    /** The names of the properties, in order. */
    public List<String> names() {
        return values.keySet().stream().filter(this::has).toList();
    }

    /** A string that may be empty. */
    public String string(String name) {
        return string(path + name, required(name));
    }

    /** A string of at least one character. */
    public String nonEmptyText(String name) {
        return requireNotEmpty(path + name, string(name));
    }

    /** A string; empty when it is missing or empty. */
    public Optional<String> optionalString(String name) {
        return has(name) ? Optional.of(string(name)).filter(text -> !text.isEmpty()) : Optional.empty();
    }

    public boolean bool(String name) {
        JsonNode value = required(name);
        if (!value.isBoolean()) {
            throw wrong(path + name, "true or false", value);
        }
        return value.getBooleanValue();
    }

    /** The boolean; false when it is missing. */
    public boolean isTrue(String name) {
        return has(name) && bool(name);
    }

    /** Whether the property is true; false also for anything that is not a boolean. */
    public boolean holdsTrue(String name) {
        JsonNode value = values.get(name);
        return value != null && value.isBoolean() && value.getBooleanValue();
    }

    /** Checks that the string has this value, where it is the only choice. */
    public void requireEquals(String name, String allowed) {
        String text = string(name);
        if (!text.equals(allowed)) {
            throw new InvalidRequestException(path + name + " " + TextSanitizer.quote(text)
                    + " cannot be asked for; allowed is " + TextSanitizer.quote(allowed));
        }
    }

    /** A whole number, written as a number or as a string of digits. */
    public int wholeNumber(String name, int least) {
        JsonNode value = required(name);
        return LenientInteger.in(value)
                .filter(number -> number >= least)
                .orElseThrow(() -> wrong(path + name, "a whole number of at least " + least, value));
    }

    /** As {@link #wholeNumber}; null when it is missing. */
    public Integer optionalWholeNumber(String name, int least) {
        return has(name) ? Integer.valueOf(wholeNumber(name, least)) : null;
    }

    /** A number, written as one or as a string. */
    public double number(String name) {
        JsonNode value = required(name);
        String text = value.isString() || value.isNumber() ? value.coerceStringValue() : "";
        if (!DECIMAL.matcher(text).matches()) {
            throw wrong(path + name, "a number", value);
        }
        return Double.parseDouble(text);
    }

    /** A list of strings. */
    public List<String> strings(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode entry : list(name)) {
            texts.add(string(path + name + "[]", entry));
        }
        return texts;
    }

    /** A list of strings of at least one character each. */
    public List<String> nonEmptyTexts(String name) {
        List<String> texts = strings(name);
        texts.forEach(text -> requireNotEmpty(path + name + "[]", text));
        return texts;
    }

    /** An object. */
    public JsonObjectReader object(String name) {
        return object(path + name + ".", path + name, required(name));
    }

    /** An object; one without properties when it is missing. */
    public JsonObjectReader optionalObject(String name) {
        return has(name) ? object(name) : new JsonObjectReader(path + name + ".", Map.of());
    }

    /** A list of objects. */
    public List<JsonObjectReader> objects(String name) {
        List<JsonObjectReader> objects = new ArrayList<>();
        for (JsonNode entry : list(name)) {
            objects.add(object(path + name + "[].", path + name + "[]", entry));
        }
        return objects;
    }

    /** As {@link #toMap}, for pass-through metadata: at most 64 KiB of JSON. */
    public Map<String, Object> passThrough() {
        return passThrough(LARGEST_CARRIED);
    }

    /** As {@link #passThrough()}, with another limit. */
    public Map<String, Object> passThrough(int mostBytes) {
        int bytes = toJson().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > mostBytes) {
            throw new InvalidRequestException(path.substring(0, path.length() - 1) + " has " + bytes
                    + " bytes as JSON; allowed are at most " + mostBytes);
        }
        return toMap();
    }

    /** All properties, as plain maps, lists, strings, numbers and booleans. */
    public Map<String, Object> toMap() {
        Map<String, Object> plain = new LinkedHashMap<>();
        values.forEach((name, value) -> plain.put(name, JsonNodeConverter.of(value)));
        return plain;
    }

    /** These properties, and those of the other object that are not given here. */
    public JsonObjectReader withDefaults(JsonObjectReader others) {
        Map<String, JsonNode> all = new LinkedHashMap<>(others.values);
        names().forEach(name -> all.put(name, values.get(name)));
        return new JsonObjectReader(path, all);
    }

    public JsonObjectReader without(Collection<String> names) {
        Map<String, JsonNode> rest = new LinkedHashMap<>(values);
        rest.keySet().removeAll(names);
        return new JsonObjectReader(path, rest);
    }

    /** The object as JSON; numbers that only Python reads are kept unchanged. */
    public String toJson() {
        return RequestJsonCodec.write(JsonNode.createObjectNode(values));
    }

    private JsonNode required(String name) {
        require(name);
        return values.get(name);
    }

    private Iterable<JsonNode> list(String name) {
        JsonNode value = required(name);
        if (!value.isArray()) {
            throw wrong(path + name, "a list", value);
        }
        if (value.size() > MAX_LIST_LENGTH) {
            throw new InvalidRequestException(
                    path + name + " has " + value.size() + " entries; allowed are at most " + MAX_LIST_LENGTH);
        }
        return value.values();
    }

    private static String string(String what, JsonNode value) {
        if (!value.isString()) {
            throw wrong(what, "a string", value);
        }
        return StorableText.require(what, value.getStringValue());
    }

    private static String requireNotEmpty(String what, String text) {
        if (text.isEmpty()) {
            throw new InvalidRequestException(what + ": string \"\" is too short (length: 0, required minimum: 1)");
        }
        return text;
    }

    private static JsonObjectReader object(String path, String what, JsonNode value) {
        if (!value.isObject()) {
            throw wrong(what, "an object", value);
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        value.entries().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        return new JsonObjectReader(path, values);
    }

    private static InvalidRequestException wrong(String what, String expected, JsonNode value) {
        return new InvalidRequestException(
                what + " should be " + expected + ", not " + JsonNodeConverter.describe(value));
    }
}
