package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** An answer other than 200, in one of the shapes that SD WebUI has for it. */
final class WebUiErrorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient ObjectNode body;

    private WebUiErrorException(int status, String message, ObjectNode body) {
        super(message);
        this.status = status;
        this.body = body;
    }

    /** A wish that a handler refuses. */
    static WebUiErrorException http(int status, String detail) {
        return new WebUiErrorException(status, detail, JsonCodec.error("HTTPException", detail, ""));
    }

    /** A handler that broke. */
    static WebUiErrorException broken(String error, String message) {
        return new WebUiErrorException(500, message, JsonCodec.error(error, "", message));
    }

    /** A body that does not fit the route: FastAPI's answer. */
    static WebUiErrorException invalid(String message, String type) {
        return invalid(JsonCodec.array().add("body"), message, type);
    }

    static WebUiErrorException invalid(String field, String message, String type) {
        return invalid(JsonCodec.array().add("body").add(field), message, type);
    }

    static WebUiErrorException notJson(long offset, String message) {
        return invalid(JsonCodec.array().add("body").add(offset), message, "value_error.jsondecode");
    }

    private static WebUiErrorException invalid(ArrayNode place, String message, String type) {
        ObjectNode body = JsonCodec.object();
        ObjectNode entry = body.putArray("detail").addObject();
        entry.set("loc", place);
        entry.put("msg", message).put("type", type);
        return new WebUiErrorException(422, place + ": " + message, body);
    }

    /** What the server itself answers before any handler is asked. */
    static WebUiErrorException plain(int status, String detail) {
        return new WebUiErrorException(status, detail, JsonCodec.object().put("detail", detail));
    }

    int status() {
        return status;
    }

    ObjectNode body() {
        return body;
    }
}
