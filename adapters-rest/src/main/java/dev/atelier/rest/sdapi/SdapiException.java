package dev.atelier.rest.sdapi;

import io.micronaut.http.HttpStatus;

/** An error with all that WebUI says of one. */
class SdapiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String error;
    private final String detail;

    private SdapiException(HttpStatus status, String error, String detail, String message) {
        super(message);
        this.status = status;
        this.error = error;
        this.detail = detail;
    }

    /** A request that WebUI's handlers reject: the message is the {@code detail}. */
    static SdapiException rejected(HttpStatus status, String detail) {
        return new SdapiException(status, "HTTPException", detail, detail);
    }

    /** An exception in WebUI's own code: its type, and its message in {@code errors}. */
    static SdapiException failed(String type, String message) {
        return new SdapiException(HttpStatus.INTERNAL_SERVER_ERROR, type, "", message);
    }

    HttpStatus status() {
        return status;
    }

    String error() {
        return error;
    }

    String detail() {
        return detail;
    }
}
