package dev.atelier.rest.openai;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpStatus;

/** An error that names the field of the request. */
class OpenAiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;

    @Nullable
    private final String param;

    @Nullable
    private final String code;

    private OpenAiException(HttpStatus status, @Nullable String param, @Nullable String code, String message) {
        super(message);
        this.status = status;
        this.param = param;
        this.code = code;
    }

    /** The field is missing. */
    static OpenAiException missing(String param, String message) {
        return new OpenAiException(HttpStatus.BAD_REQUEST, param, "missing_required_parameter", message);
    }

    /** The field has a value that is not allowed. */
    static OpenAiException invalid(String param, String message) {
        return new OpenAiException(HttpStatus.BAD_REQUEST, param, "invalid_value", message);
    }

    /** The field asks for what is not served. */
    static OpenAiException unsupported(String param, String message) {
        return new OpenAiException(HttpStatus.BAD_REQUEST, param, "unsupported_parameter", message);
    }

    /** There is no such model, or it is not open to the caller. */
    static OpenAiException noModel(String message) {
        return new OpenAiException(HttpStatus.NOT_FOUND, "model", "model_not_found", message);
    }

    /** What was made cannot be returned; or not as the field asks, unless that is null. */
    static OpenAiException failed(@Nullable String param, String message) {
        return new OpenAiException(HttpStatus.INTERNAL_SERVER_ERROR, param, null, message);
    }

    HttpStatus status() {
        return status;
    }

    @Nullable
    String param() {
        return param;
    }

    @Nullable
    String code() {
        return code;
    }
}
