package dev.atelier.rest;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.json.tree.JsonNode;

/**
 * The body of a request, parsed when it is first looked at: by then it is known who asks, and no event loop is held up.
 * Used by one thread.
 */
public final class LazyJsonBody {

    private final byte[] content;
    private JsonObjectReader jsonObjectReader;

    LazyJsonBody(byte[] content) {
        this.content = content;
    }

    /** The fields of the JSON object in the body; a request without a body has none. */
    public static JsonObjectReader fields(@Nullable LazyJsonBody body) {
        return body == null || body.content.length == 0 ? JsonObjectReader.NONE : body.parsed();
    }

    /** As {@link #jsonObjectReader}, for a body that is a payload itself: Python's {@code NaN} and {@code Infinity} may stand in it. */
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
