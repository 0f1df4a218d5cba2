package dev.atelier.application.endpoint;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The endpoints, always as they are stored now. Names are unique. Thread-safe. */
public interface EndpointRepository extends EndpointLookup {

    /**
     * Adds the endpoint.
     *
     * @throws dev.atelier.domain.InvalidRequestException if the name is taken
     */
    void add(Endpoint endpoint);

    /** Replaces the endpoint if it still has that status; otherwise false, with nothing changed. */
    boolean update(Endpoint endpoint, EndpointStatus expected);

    /** Those that are not Failed and are open to one of the roles. */
    List<Endpoint> live(Set<String> roles);

    /** A page of those open to one of the roles, newest first. */
    Page<Endpoint> page(Set<String> roles, Optional<Cursor> after, int limit);

    /** A page of all, newest first. */
    Page<Endpoint> page(Optional<Cursor> after, int limit);

    /** Removes the endpoint. Idempotent. */
    void delete(EndpointId id);
}
