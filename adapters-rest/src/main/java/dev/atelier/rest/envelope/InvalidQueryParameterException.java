package dev.atelier.rest.envelope;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** A query parameter that does not do, where the 2023-07-05 document answers that with 422 and {@code detail}. */
public class InvalidQueryParameterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String parameter;
    private final String type;

    private InvalidQueryParameterException(String parameter, String message, String type) {
        super(message);
        this.parameter = parameter;
        this.type = type;
    }

    /** The parameter is needed and not there. */
    public static InvalidQueryParameterException missing(String parameter) {
        return new InvalidQueryParameterException(parameter, "field required", "value_error.missing");
    }

    /** The parameter names nothing that there is; the message says so. */
    public static InvalidQueryParameterException unknown(String parameter, String message) {
        return new InvalidQueryParameterException(parameter, message, "value_error");
    }

    /** The answer in the words of the reference's framework. */
    @Serdeable
    public record Body(List<Detail> detail) {}

    /** @param loc where it is wrong: {@code query} and the parameter's name */
    @Serdeable
    public record Detail(List<String> loc, String msg, String type) {}

    MutableHttpResponse<Body> answer() {
        Detail detail = new Detail(List.of("query", parameter), getMessage(), type);
        return ResponseEnvelope.bare(HttpStatus.UNPROCESSABLE_ENTITY, new Body(List.of(detail)));
    }
}
