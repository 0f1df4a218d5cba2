package dev.atelier.domain.endpoint;

import dev.atelier.domain.UuidParser;
import java.util.Optional;
import java.util.UUID;

/** The id of an endpoint. */
public record EndpointId(UUID value) {

    /** Reads an id as clients write it; empty when it cannot be one. */
    public static Optional<EndpointId> parse(String text) {
        return UuidParser.parse(text).map(EndpointId::new);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
