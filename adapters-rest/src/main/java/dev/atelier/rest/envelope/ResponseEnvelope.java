package dev.atelier.rest.envelope;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.serde.annotation.Serdeable;

/**
 * The envelope of every response of the 1.4.0 and 1.5.0 generations.
 *
 * @param statusCode always the HTTP status
 * @param data omitted when null
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResponseEnvelope(int statusCode, @Nullable Object data, String message) {

    /** A response whose message is the status text. */
    public static MutableHttpResponse<ResponseEnvelope> of(HttpStatus status, @Nullable Object data) {
        return of(status, data, text(status));
    }

    public static MutableHttpResponse<ResponseEnvelope> of(HttpStatus status, @Nullable Object data, String message) {
        return bare(status, new ResponseEnvelope(status.getCode(), data, message));
    }

    /** A response that the documents show without this envelope. */
    public static <T> MutableHttpResponse<T> bare(HttpStatus status, T body) {
        return HttpResponse.<T>status(status)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .body(body);
    }

    /** An error response with its message. */
    public static MutableHttpResponse<ResponseEnvelope> rejection(HttpStatus status, String message) {
        return of(status, null, message);
    }

    /** The status text, with OK in its usual spelling. */
    public static String text(HttpStatus status) {
        return status == HttpStatus.OK ? "OK" : status.getReason();
    }
}
