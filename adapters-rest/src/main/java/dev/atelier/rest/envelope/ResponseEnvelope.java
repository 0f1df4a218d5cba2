package dev.atelier.rest.envelope;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.serde.annotation.Serdeable;

/**
 * What every answer of the 1.4.0 and 1.5.0 generations is wrapped in.
 *
 * @param statusCode always the HTTP status
 * @param data left out when null
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ResponseEnvelope(int statusCode, @Nullable Object data, String message) {

    /** An answer whose message is the status text. */
    public static MutableHttpResponse<ResponseEnvelope> of(HttpStatus status, @Nullable Object data) {
        return of(status, data, text(status));
    }

    public static MutableHttpResponse<ResponseEnvelope> of(HttpStatus status, @Nullable Object data, String message) {
        return bare(status, new ResponseEnvelope(status.getCode(), data, message));
    }

    /** An answer that the documents show without this envelope. */
    public static <T> MutableHttpResponse<T> bare(HttpStatus status, T body) {
        return HttpResponse.<T>status(status)
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .body(body);
    }

    /** An answer that says why not. */
    public static MutableHttpResponse<ResponseEnvelope> refusal(HttpStatus status, String message) {
        return of(status, null, message);
    }

    /** The status text, with OK as everybody spells it. */
    public static String text(HttpStatus status) {
        return status == HttpStatus.OK ? "OK" : status.getReason();
    }
}
