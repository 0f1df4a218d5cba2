package dev.atelier.sagemaker.inference;

import dev.atelier.application.compute.EndpointProvisioner;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.endpoint.ReconcileEndpoints;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.inference.InferenceJob;
import java.util.Optional;

/** Whether the endpoint of a job can still respond. Thread-safe. */
public final class EndpointAvailability {

    private final EndpointRepository endpoints;
    private final ReconcileEndpoints refresh;
    private final EndpointProvisioner provisioner;

    public EndpointAvailability(
            EndpointRepository endpoints, ReconcileEndpoints refresh, EndpointProvisioner provisioner) {
        this.endpoints = endpoints;
        this.refresh = refresh;
        this.provisioner = provisioner;
    }

    /** Why it cannot; empty if it can. */
    Optional<String> gone(InferenceJob job) {
        Optional<Endpoint> endpoint = endpoints.find(job.place().endpoint());
        if (endpoint.isEmpty()) {
            return Optional.of("endpoint " + job.place().name() + " was deleted");
        }
        return endpoint.filter(found -> found.status() == EndpointStatus.FAILED)
                .map(found -> "endpoint " + found.name() + " has failed: " + found.error());
    }

    /** As {@link #gone}, by the state that AWS reports now. */
    Optional<String> goneNow(InferenceJob job) {
        refresh.refresh(job.place().endpoint(), provisioner::describe);
        return gone(job);
    }
}
