package dev.atelier.domain.endpoint;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import java.util.regex.Pattern;

/** An endpoint's complete name: letters, digits and hyphens, at most 63 (SageMaker's limit), no hyphen at an end. */
public record EndpointName(String value) {

    private static final int MAX_LENGTH = 63;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9](-*[A-Za-z0-9])*");
    private static final int ID_PREFIX = 7;

    public EndpointName {
        if (value == null || value.length() > MAX_LENGTH || !FORM.matcher(value).matches()) {
            throw new InvalidRequestException("endpoint name " + TextSanitizer.quote(value)
                    + " is not allowed: letters, digits and hyphens, at most " + MAX_LENGTH
                    + " characters, no hyphen at an end");
        }
    }

    /**
     * The name of the 1.4.0 and 1.5.0 generations: {@code esd-async-} or {@code esd-real-time-} before the requested
     * name.
     */
    public static EndpointName of(InferenceType type, String asked) {
        return new EndpointName("esd-" + type.nameInfix() + "-" + asked);
    }

    /** The name of an endpoint that was requested without one: contains the first characters of its id. */
    public static EndpointName of(InferenceType type, EndpointId id) {
        return of(type, prefix(id));
    }

    /**
     * The name of the 2023-07-05 generation, which clients cannot choose: {@code infer-endpoint-} and the first
     * characters of its id.
     */
    public static EndpointName inferEndpoint(EndpointId id) {
        return new EndpointName("infer-endpoint-" + prefix(id));
    }

    private static String prefix(EndpointId id) {
        return id.toString().substring(0, ID_PREFIX);
    }

    @Override
    public String toString() {
        return value;
    }
}
