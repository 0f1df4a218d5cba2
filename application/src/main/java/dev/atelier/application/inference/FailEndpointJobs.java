package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.compute.Backends;
import dev.atelier.application.endpoint.EndpointJobs;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;

/** Ends the jobs of an endpoint that is being deleted. */
@UseCase
public class FailEndpointJobs implements EndpointJobs {

    private final InferenceJobRepository jobs;
    private final Backends backends;
    private final CompleteInference complete;

    public FailEndpointJobs(InferenceJobRepository jobs, Backends backends, CompleteInference complete) {
        this.jobs = jobs;
        this.backends = backends;
        this.complete = complete;
    }

    @Override
    public void failAll(Endpoint endpoint, String reason) {
        for (InferenceJob job : jobs.inProgressOn(endpoint.id())) {
            backends.runner(endpoint.backend()).cancel(job);
            complete.complete(job, new InferenceOutcome.Failed(reason));
        }
    }
}
