package dev.atelier.rest.sdapi;

import dev.atelier.rest.access.SdapiSettings;
import dev.atelier.rest.envelope.DoorErrors;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes errors as WebUI does. Beside its fields there is {@code message}, which a client shows; WebUI itself has none in
 * its errors.
 */
@SdapiEnabled
@Singleton
class SdapiErrors implements DoorErrors, ExceptionHandler<SdapiException, HttpResponse<?>> {

    private static final String DETAIL = "detail";
    private static final String MESSAGE = "message";
    private static final String HTTP_EXCEPTION = "HTTPException";

    private static final int FIRST_SERVER_ERROR = 500;

    @Override
    public boolean isFor(HttpRequest<?> request) {
        String path = request.getPath();
        int end = path.indexOf('/', 1);
        return SdapiSettings.ROOTS.contains(end < 0 ? path : path.substring(0, end));
    }

    /** A full queue is 503, as clients repeat no 429; what is wrong with a request is found by WebUI's own validation. */
    @Override
    public HttpStatus status(HttpStatus status) {
        return switch (status) {
            case TOO_MANY_REQUESTS -> HttpStatus.SERVICE_UNAVAILABLE;
            case BAD_REQUEST -> HttpStatus.UNPROCESSABLE_ENTITY;
            default -> status;
        };
    }

    @Override
    public Map<String, Object> body(HttpRequest<?> request, HttpStatus status, String sentence) {
        if (status == HttpStatus.UNPROCESSABLE_ENTITY) {
            return validation(List.of("body"), sentence, "value_error");
        }
        if (status == HttpStatus.NOT_FOUND && sentence.startsWith("there is no operation")) {
            return Map.of(DETAIL, "Not Found", MESSAGE, sentence);
        }
        return status.getCode() < FIRST_SERVER_ERROR
                ? body(HTTP_EXCEPTION, sentence, "", sentence)
                : body("RuntimeError", "", sentence, sentence);
    }

    @Override
    @SuppressWarnings("rawtypes") // the interface has wildcards
    public HttpResponse<?> handle(HttpRequest request, SdapiException e) {
        String errors = e.detail().isEmpty() ? e.getMessage() : "";
        return ResponseEnvelope.bare(e.status(), body(e.error(), e.detail(), errors, e.getMessage()));
    }

    /** The list of what is wrong with a body, with one entry. */
    static Map<String, Object> validation(List<String> place, String message, String type) {
        return Map.of(DETAIL, List.of(Map.of("loc", place, "msg", message, "type", type)), MESSAGE, message);
    }

    private static Map<String, Object> body(String error, String detail, String errors, String message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put(DETAIL, detail);
        body.put("body", "");
        body.put("errors", errors);
        body.put(MESSAGE, message);
        return body;
    }

    /** Answers fields that cannot be read. */
    @SdapiEnabled
    @Singleton
    static class FieldHandler implements ExceptionHandler<InvalidFieldException, HttpResponse<?>> {

        @Override
        @SuppressWarnings("rawtypes") // the interface has wildcards
        public HttpResponse<?> handle(HttpRequest request, InvalidFieldException e) {
            return ResponseEnvelope.bare(
                    HttpStatus.UNPROCESSABLE_ENTITY, validation(List.of("body", e.field()), e.getMessage(), e.type()));
        }
    }
}
