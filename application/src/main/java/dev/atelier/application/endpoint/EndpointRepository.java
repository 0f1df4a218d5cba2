package dev.atelier.application.endpoint;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The endpoints. Names are unique. Thread-safe. */
public interface EndpointRepository {

    /**
     * Adds the endpoint.
     *
     * @throws dev.atelier.domain.InvalidRequestException if the name is taken
     */
    void add(Endpoint endpoint);

    /** Replaces the endpoint if it still has that status; otherwise false, with nothing changed. */
    boolean update(Endpoint endpoint, EndpointStatus expected);

    Optional<Endpoint> find(EndpointId id);

    Optional<Endpoint> find(EndpointName name);

    /** Those in service (or updating) of this type that are open to one of the roles. */
    List<Endpoint> serving(InferenceType type, Set<String> roles);

    /** As above, whatever their roles. */
    List<Endpoint> serving(InferenceType type);

    /** Those that are not Failed and are open to one of the roles. */
    List<Endpoint> live(Set<String> roles);

    /** All of a backend's endpoints, whatever their status. */
    List<Endpoint> of(String backend);

    /** A page of those open to one of the roles, newest first. */
    Page<Endpoint> page(Set<String> roles, Optional<Cursor> after, int limit);

    /** A page of all, newest first. */
    Page<Endpoint> page(Optional<Cursor> after, int limit);

    /** Removes the endpoint. Idempotent. */
    void delete(EndpointId id);
}
