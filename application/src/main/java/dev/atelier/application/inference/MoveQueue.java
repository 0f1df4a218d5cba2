package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.endpoint.EndpointLookup;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointName;

/** Moves the jobs that wait for an endpoint to another of the same kind. */
@UseCase
public class MoveQueue {

    /** How many jobs one call moves, so that it takes seconds. */
    public static final int MOST = 1000;

    private final EndpointLookup endpoints;
    private final WaitingJobs waiting;

    public MoveQueue(EndpointLookup endpoints, WaitingJobs waiting) {
        this.endpoints = endpoints;
        this.waiting = waiting;
    }

    /** To be called before the body of a request is read. */
    public void requireAny(Caller caller) {
        caller.require(ResourceType.SAGEMAKER_ENDPOINT, Action.ALL);
    }

    /**
     * Moves the oldest first. Jobs that run stay, as do those whose users may not use the target and those that it cannot serve.
     *
     * @throws dev.atelier.domain.InvalidRequestException if one of the endpoints does not exist, or the target cannot take jobs of the source
     * @throws dev.atelier.domain.access.PermissionDeniedException if one of them is not open to the caller
     */
    public WaitingJobs.Result move(Caller caller, EndpointName source, EndpointName target) {
        requireAny(caller);
        Endpoint from = WaitingJobs.open(endpoints, caller, source);
        Endpoint to = WaitingJobs.requireTarget(endpoints, caller, from, target);
        return waiting.move(caller, from, to, MOST);
    }
}
