package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.compute.InferenceRunner;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.time.Duration;
import java.util.Optional;

/** Returns how far a job is. */
@UseCase
public class GetInferenceProgress {

    private final InferenceJobRepository jobs;
    private final BackendRegistry backendRegistry;

    public GetInferenceProgress(InferenceJobRepository jobs, BackendRegistry backendRegistry) {
        this.jobs = jobs;
        this.backendRegistry = backendRegistry;
    }

    /**
     * How far a job is.
     *
     * @param progress empty unless the job is in progress and its backend reports it
     * @param estimatedWait while it waits: how long it is expected to wait still; empty where that is not known
     */
    public record Result(InferenceJob job, Optional<JobProgress> progress, Optional<Duration> estimatedWait) {}

    public Result get(Caller caller, InferenceJobId id) {
        caller.require(ResourceType.INFERENCE, Action.LIST);
        InferenceJob job = find(caller, id);
        if (job.status() != InferenceJobStatus.INPROGRESS) {
            return new Result(job, Optional.empty(), Optional.empty());
        }
        InferenceRunner runner = backendRegistry.runner(job.place().backend());
        Optional<JobProgress> progress = runner.progress(job);
        // Without progress it may have ended since it was read.
        return new Result(
                progress.isPresent() ? job : find(caller, id),
                progress,
                progress.filter(JobProgress::isNearItsStart).flatMap(waiting -> runner.estimatedWait(job)));
    }

    private InferenceJob find(Caller caller, InferenceJobId id) {
        return OwnershipGuard.INFERENCE.find(jobs::find, caller, id);
    }
}
