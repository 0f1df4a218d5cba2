package dev.atelier.application.endpoint;

import dev.atelier.domain.endpoint.Endpoint;

/** The jobs of an endpoint, as far as its deletion concerns them. Thread-safe. */
public interface EndpointJobs {

    /** Cancels all jobs in progress on the endpoint and records each as failed. Idempotent. */
    void failAll(Endpoint endpoint, String reason);
}
