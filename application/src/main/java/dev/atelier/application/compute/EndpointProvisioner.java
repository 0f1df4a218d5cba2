package dev.atelier.application.compute;

import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;

/**
 * Makes and removes the compute behind endpoints. Thread-safe. A broken backend is
 * {@link dev.atelier.application.compute.ComputeBackendException}.
 */
public interface EndpointProvisioner {

    /**
     * Asks for the endpoint's instances and returns without waiting for them. More than there can be is
     * {@link dev.atelier.domain.InvalidRequestException} in the backend's own words, which contain {@code ResourceLimitExceeded};
     * after a failure nothing remains. Where nobody knows whether it will be made, this returns as if it were, and
     * {@link #describe} tells in the end.
     */
    void create(Endpoint endpoint);

    /** Gives the endpoint's instances back; an endpoint that is not there is no error. */
    void delete(Endpoint endpoint);

    /** How the endpoint is now. */
    State describe(Endpoint endpoint);

    /**
     * @param instances how many serve
     * @param error the reason, when it has failed; else null
     */
    record State(EndpointStatus status, int instances, String error) {}
}
