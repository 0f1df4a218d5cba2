package dev.atelier.application.inference;

import dev.atelier.application.Collaborator;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.endpoint.EndpointJobs;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.FailureClass;
import dev.atelier.domain.inference.InferenceJob;

/** Fails the jobs of an endpoint that is being deleted. */
@Collaborator
public class FailEndpointJobs implements EndpointJobs {

    private final InferenceJobRepository jobs;
    private final BackendRegistry backendRegistry;
    private final CompleteInference complete;

    public FailEndpointJobs(InferenceJobRepository jobs, BackendRegistry backendRegistry, CompleteInference complete) {
        this.jobs = jobs;
        this.backendRegistry = backendRegistry;
        this.complete = complete;
    }

    @Override
    public void failAll(Endpoint endpoint, String reason) {
        for (InferenceJob job : jobs.inProgressOn(endpoint.id())) {
            backendRegistry.runner(endpoint.backend()).cancel(job);
            complete.complete(job, new InferenceOutcome.Failed(reason, FailureClass.ENDPOINT));
        }
    }
}
