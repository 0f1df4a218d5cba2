package dev.atelier.rest.envelope;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** An invalid query parameter, where the 2023-07-05 document responds with 422 and {@code detail}. */
public class InvalidQueryParameterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String parameter;
    private final String type;

    private InvalidQueryParameterException(String parameter, String message, String type) {
        super(message);
        this.parameter = parameter;
        this.type = type;
    }

    /** The required parameter is missing. */
    public static InvalidQueryParameterException missing(String parameter) {
        return new InvalidQueryParameterException(parameter, "field required", "value_error.missing");
    }

    /** The parameter refers to something that does not exist; the message says so. */
    public static InvalidQueryParameterException unknown(String parameter, String message) {
        return new InvalidQueryParameterException(parameter, message, "value_error");
    }

    /** The response in the format of the reference's framework. */
    @Serdeable
    public record Body(List<Detail> detail) {}

    /** @param loc the location of the error: {@code query} and the parameter's name */
    @Serdeable
    public record Detail(List<String> loc, String msg, String type) {}

    MutableHttpResponse<Body> answer() {
        Detail detail = new Detail(List.of("query", parameter), getMessage(), type);
        return ResponseEnvelope.bare(HttpStatus.UNPROCESSABLE_ENTITY, new Body(List.of(detail)));
    }
}
