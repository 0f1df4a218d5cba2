package dev.atelier.application.inference;

import dev.atelier.application.Collaborator;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.endpoint.EndpointJobs;
import dev.atelier.application.endpoint.EndpointLookup;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.inference.FailureClass;
import dev.atelier.domain.inference.InferenceJob;

/** Fails the jobs of an endpoint that is being deleted, unless they are moved before. */
@Collaborator
public class FailEndpointJobs implements EndpointJobs {

    private final InferenceJobRepository jobs;
    private final BackendRegistry backendRegistry;
    private final CompleteInference complete;
    private final EndpointLookup endpoints;
    private final WaitingJobs waiting;

    public FailEndpointJobs(
            InferenceJobRepository jobs,
            BackendRegistry backendRegistry,
            CompleteInference complete,
            EndpointLookup endpoints,
            WaitingJobs waiting) {
        this.endpoints = endpoints;
        this.waiting = waiting;
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

    @Override
    public void moveWaiting(Caller caller, Endpoint endpoint, Endpoint target) {
        waiting.move(caller, endpoint, target, Integer.MAX_VALUE);
    }

    @Override
    public Endpoint requireTarget(Caller caller, Endpoint endpoint, EndpointName target) {
        return WaitingJobs.requireTarget(endpoints, caller, endpoint, target);
    }
}
