package dev.atelier.domain.endpoint;

import dev.atelier.domain.UuidParser;
import java.util.Optional;
import java.util.UUID;

/** The id of an endpoint. */
public record EndpointId(UUID value) {

    /** Parses an id from a client; empty when it is malformed. */
    public static Optional<EndpointId> parse(String text) {
        return UuidParser.parse(text).map(EndpointId::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
