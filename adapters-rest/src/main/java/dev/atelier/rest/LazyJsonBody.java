package dev.atelier.rest;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.json.tree.JsonNode;

/** A request's body, parsed on first access: after authentication, and off the event loop. Not thread-safe. */
public final class LazyJsonBody {

    private final byte[] content;
    private JsonObjectReader jsonObjectReader;

    LazyJsonBody(byte[] content) {
        this.content = content;
    }

    /** The fields of the JSON object in the body; no fields without a body. */
    public static JsonObjectReader fields(@Nullable LazyJsonBody body) {
        return body == null || body.content.length == 0 ? JsonObjectReader.NONE : body.parsed();
    }

    /**
     * As {@link #jsonObjectReader}, for a body that is a payload itself: it may contain Python's {@code NaN} and {@code
     * Infinity}.
     */
    public static JsonObjectReader payload(@Nullable LazyJsonBody body) {
        return body == null || body.content.length == 0
                ? JsonObjectReader.NONE
                : JsonObjectReader.of(RequestJsonCodec.readPython(body.content));
    }

    /** The text as a JSON string, quotes included. */
    public static String quoted(String text) {
        return RequestJsonCodec.write(JsonNode.createStringNode(text));
    }

    /** Whether the text is a JSON object as clients write it, Python's {@code NaN} and {@code Infinity} included. */
    public static boolean isObject(String text) {
        return RequestJsonCodec.isObject(text);
    }

    private JsonObjectReader parsed() {
        if (jsonObjectReader == null) {
            jsonObjectReader = JsonObjectReader.of(RequestJsonCodec.read(content));
        }
        return jsonObjectReader;
    }
}
