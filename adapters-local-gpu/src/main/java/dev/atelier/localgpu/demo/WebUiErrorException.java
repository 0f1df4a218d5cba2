package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A response with an error status, in one of SD WebUI's formats. */
final class WebUiErrorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient ObjectNode body;

    private WebUiErrorException(int status, String message, ObjectNode body) {
        super(message);
        this.status = status;
        this.body = body;
    }

    /** A request that a handler rejects: FastAPI's HTTPException. */
    static WebUiErrorException http(int status, String detail) {
        return new WebUiErrorException(status, detail, JsonCodec.error("HTTPException", detail, ""));
    }

    /** An unexpected error in a handler. */
    static WebUiErrorException internal(String error, String message) {
        return new WebUiErrorException(500, message, JsonCodec.error(error, "", message));
    }

    /** A body that fails validation: FastAPI's 422. */
    static WebUiErrorException invalid(String message, String type) {
        return invalid(JsonCodec.array().add("body"), message, type);
    }

    static WebUiErrorException invalid(String field, String message, String type) {
        return invalid(JsonCodec.array().add("body").add(field), message, type);
    }

    static WebUiErrorException notJson(long offset, String message) {
        return invalid(JsonCodec.array().add("body").add(offset), message, "value_error.jsondecode");
    }

    private static WebUiErrorException invalid(ArrayNode location, String message, String type) {
        ObjectNode body = JsonCodec.object();
        ObjectNode entry = body.putArray("detail").addObject();
        entry.set("loc", location);
        entry.put("msg", message).put("type", type);
        return new WebUiErrorException(422, location + ": " + message, body);
    }

    /** An error of the server itself, before any handler is called. */
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
