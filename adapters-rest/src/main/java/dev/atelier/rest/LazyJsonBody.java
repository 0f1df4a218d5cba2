package dev.atelier.rest;

import dev.atelier.domain.InvalidRequestException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.json.tree.JsonNode;

/** A request's body, parsed on first access: after authentication, and off the event loop. Not thread-safe. */
public final class LazyJsonBody {

    private final byte[] content;
    private JsonObjectReader jsonObjectReader;

    LazyJsonBody(byte[] content) {
        this.content = content;
    }

    /** The body as it came, for operations that take another format; empty without a body. */
    public static byte[] bytes(@Nullable LazyJsonBody body) {
        return body == null ? new byte[0] : body.content;
    }

    /** The fields of the JSON object in the body; no fields without a body. */
    public static JsonObjectReader fields(@Nullable LazyJsonBody body) {
        return body == null || body.content.length == 0 ? JsonObjectReader.NONE : body.parsed();
    }

    /**
     * As {@link #fields}, without fields for a body that cannot be read, which the operation itself rejects. For what is
     * decided before the body is looked at.
     */
    public static JsonObjectReader readableFields(@Nullable LazyJsonBody body) {
        try {
            return fields(body);
        } catch (InvalidRequestException unreadable) {
            return JsonObjectReader.NONE;
        }
    }

    /**
     * As {@link #fields}, for a body that is a payload itself: it may contain Python's {@code NaN} and {@code
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
