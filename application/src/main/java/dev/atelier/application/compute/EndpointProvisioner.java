package dev.atelier.application.compute;

import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InstanceCounts;

/**
 * Creates and removes the compute of endpoints. Thread-safe. Methods throw {@link
 * dev.atelier.application.compute.ComputeBackendException} when the backend fails.
 */
public interface EndpointProvisioner {

    /**
     * Requests the endpoint's instances and returns without waiting for them. After a failure nothing remains. Where
     * the result of the request is unknown, this returns as if it had succeeded, and {@link #describe} reports it
     * later.
     *
     * @throws dev.atelier.domain.InvalidRequestException if there are more than there can be, in the backend's own
     *     words, which contain {@code ResourceLimitExceeded}
     */
    void create(Endpoint endpoint);

    /**
     * Has an endpoint that serves have other counts, and returns without waiting for its instances. Idempotent; after a failure
     * that may have had an effect it can be repeated.
     *
     * @param endpoint with the counts that it has had
     * @throws dev.atelier.domain.InvalidRequestException if there are more than there can be, as above, or it cannot be
     *     changed now
     */
    void resize(Endpoint endpoint, InstanceCounts counts);

    /** Releases the endpoint's instances. Idempotent. */
    void delete(Endpoint endpoint);

    /** The present state of the endpoint. */
    State describe(Endpoint endpoint);

    /**
     * @param instances how many serve
     * @param error the reason, when it has failed; else null
     */
    record State(EndpointStatus status, int instances, String error) {}
}
