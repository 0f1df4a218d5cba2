package dev.atelier.rest;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.json.tree.JsonNode;

/**
 * The body of a request, parsed when it is first looked at: by then it is known who asks, and no event loop is held up.
 * Used by one thread.
 */
public final class JsonBody {

    private final byte[] content;
    private Fields fields;

    JsonBody(byte[] content) {
        this.content = content;
    }

    /** The fields of the JSON object in the body; a request without a body has none. */
    public static Fields fields(@Nullable JsonBody body) {
        return body == null || body.content.length == 0 ? Fields.NONE : body.parsed();
    }

    /** As {@link #fields}, for a body that is a payload itself: Python's {@code NaN} and {@code Infinity} may stand in it. */
    public static Fields payload(@Nullable JsonBody body) {
        return body == null || body.content.length == 0 ? Fields.NONE : Fields.of(Json.readPython(body.content));
    }

    /** The text as a JSON string, quotes included. */
    public static String quoted(String text) {
        return Json.write(JsonNode.createStringNode(text));
    }

    /** Whether the text is a JSON object as clients write it, Python's {@code NaN} and {@code Infinity} included. */
    public static boolean isObject(String text) {
        return Json.isObject(text);
    }

    private Fields parsed() {
        if (fields == null) {
            fields = Fields.of(Json.read(content));
        }
        return fields;
    }
}
