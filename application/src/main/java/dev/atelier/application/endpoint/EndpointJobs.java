package dev.atelier.application.endpoint;

import dev.atelier.domain.access.Caller;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointName;

/** The jobs of an endpoint, as far as its deletion concerns them. Thread-safe. */
public interface EndpointJobs {

    /** Cancels all jobs in progress on the endpoint and records each as failed. Idempotent. */
    void failAll(Endpoint endpoint, String reason);

    /** Moves the jobs that wait for the endpoint to another, as far as their users may use that and it can serve them. */
    void moveWaiting(Caller caller, Endpoint endpoint, Endpoint target);

    /**
     * The endpoint of that name, to which the waiting jobs of the other could be moved.
     *
     * @throws dev.atelier.domain.InvalidRequestException if there is none, or it cannot take them
     * @throws dev.atelier.domain.access.PermissionDeniedException if it is not open to the caller
     */
    Endpoint requireTarget(Caller caller, Endpoint endpoint, EndpointName target);
}
