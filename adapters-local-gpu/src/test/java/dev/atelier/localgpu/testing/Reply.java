package dev.atelier.localgpu.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** An HTTP response to be sent. */
record Reply(int status, byte[] body) {

    static Reply ok(JsonNode json) {
        return of(200, json);
    }

    static Reply of(int status, JsonNode json) {
        return new Reply(status, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The error response of a WebUI handler. */
    static Reply error(int status, String error, String detail, String errors) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("error", error);
        return of(status, json.put("detail", detail).put("body", "").put("errors", errors));
    }

    /** The error response of the server for requests without a handler. */
    static Reply detail(int status, String detail) {
        return of(status, JsonNodeFactory.instance.objectNode().put("detail", detail));
    }
}
