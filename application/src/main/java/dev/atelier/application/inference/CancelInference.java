package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;

/** Stops a job that waits or runs, and keeps its record. */
@UseCase
public class CancelInference {

    private final InferenceJobRepository jobs;
    private final BackendRegistry backendRegistry;
    private final CompleteInference complete;

    public CancelInference(InferenceJobRepository jobs, BackendRegistry backendRegistry, CompleteInference complete) {
        this.jobs = jobs;
        this.backendRegistry = backendRegistry;
        this.complete = complete;
    }

    /**
     * Cancels the job. Idempotent: a job that has ended, in whichever way, stays as it is.
     *
     * @return the job as it ended
     * @throws InvalidRequestException if it was not started yet
     */
    public InferenceJob cancel(Caller caller, InferenceJobId id) {
        caller.require(ResourceType.INFERENCE, Action.ALL);
        InferenceJob job = find(caller, id);
        if (job.status() == InferenceJobStatus.CREATED) {
            throw new InvalidRequestException(
                    "inference " + id + " is created and was not started; delete it, or start it first");
        }
        // The end first: it is what decides against an outcome that arrives at the same time.
        if (complete.complete(job, new InferenceOutcome.Canceled(caller.name()))) {
            backendRegistry.runner(job.place().backend()).cancel(job);
        }
        return find(caller, id);
    }

    private InferenceJob find(Caller caller, InferenceJobId id) {
        return OwnershipGuard.INFERENCE.find(jobs::find, caller, id);
    }
}
