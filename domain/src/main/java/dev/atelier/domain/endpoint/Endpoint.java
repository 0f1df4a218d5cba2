package dev.atelier.domain.endpoint;

import dev.atelier.domain.access.UserName;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A named endpoint that serves inference.
 *
 * @param instanceType the requested machine type, in the words of the backend ({@code ml.g5.2xlarge})
 * @param running how many instances serve now
 * @param roles the roles to which it is open
 * @param backend the name of the backend that serves it
 * @param error why it failed; null while it has not
 * @param ended when it came into service or failed; null before
 */
public record Endpoint(
        EndpointId id,
        EndpointName name,
        InferenceType type,
        String instanceType,
        InstanceCounts counts,
        int running,
        List<String> roles,
        UserName creator,
        String backend,
        EndpointStatus status,
        String error,
        Instant created,
        Instant ended) {

    public Endpoint {
        roles = List.copyOf(roles);
    }

    /** An endpoint that was just requested from its backend. */
    public static Endpoint creating(
            EndpointId id,
            EndpointName name,
            InferenceType type,
            String instanceType,
            InstanceCounts counts,
            List<String> roles,
            UserName creator,
            String backend,
            Instant now) {
        return new Endpoint(
                id,
                name,
                type,
                instanceType,
                counts,
                0,
                roles,
                creator,
                backend,
                EndpointStatus.CREATING,
                null,
                now,
                null);
    }

    /** The endpoint with other roles and counts. */
    public Endpoint changedTo(List<String> otherRoles, InstanceCounts otherCounts) {
        return new Endpoint(
                id,
                name,
                type,
                instanceType,
                otherCounts,
                running,
                otherRoles,
                creator,
                backend,
                status,
                error,
                created,
                ended);
    }

    /** The endpoint with the state that its backend reports; this same object when nothing has changed. */
    public Endpoint observe(EndpointStatus seen, int instances, String reason, Instant now) {
        if (seen == status && instances == running && Objects.equals(reason, error)) {
            return this;
        }
        if (seen != status && !status.canBecome(seen)) {
            throw new IllegalStateException("endpoint " + name + " cannot go from " + status + " to " + seen);
        }
        Instant end = seen == status || (ended != null && seen != EndpointStatus.FAILED) ? ended : now;
        return new Endpoint(
                id, name, type, instanceType, counts, instances, roles, creator, backend, seen, reason, created, end);
    }
}
