package dev.atelier.application.endpoint;

import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The endpoints as jobs need them, which is often. What another process has changed may be seen a second late, what this
 * one has changed is seen at once; so nothing read here may be written back. Thread-safe.
 */
public interface EndpointLookup {

    Optional<Endpoint> find(EndpointId id);

    Optional<Endpoint> find(EndpointName name);

    /** Those in service (or updating) of this type that are open to one of the roles. */
    List<Endpoint> serving(InferenceType type, Set<String> roles);

    /** As above, whatever their roles. */
    List<Endpoint> serving(InferenceType type);

    /** All of a backend's endpoints, whatever their status. */
    List<Endpoint> of(String backend);
}
