package dev.atelier.application.endpoint;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InstanceCounts;
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

    /**
     * Replaces what the backend reports (status, running instances, error and end) if the endpoint still has that status;
     * otherwise false, with nothing changed. Roles and counts stay those that are stored.
     */
    boolean update(Endpoint endpoint, EndpointStatus expected);

    /** Replaces the roles, and nothing else; false if there is none with this id, or it has other roles than expected. */
    boolean changeRoles(EndpointId id, List<String> expected, List<String> roles);

    /** Replaces the counts, and nothing else; false if there is none with this id, or it has other counts than expected. */
    boolean changeCounts(EndpointId id, InstanceCounts expected, InstanceCounts counts);

    /** Those that are not Failed and are open to one of the roles. */
    List<Endpoint> live(Set<String> roles);

    /** A page of those open to one of the roles, newest first. */
    Page<Endpoint> page(Set<String> roles, Optional<Cursor> after, int limit);

    /** A page of all, newest first. */
    Page<Endpoint> page(Optional<Cursor> after, int limit);

    /** Removes the endpoint. Idempotent. */
    void delete(EndpointId id);
}
