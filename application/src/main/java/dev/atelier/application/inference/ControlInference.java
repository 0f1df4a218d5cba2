package dev.atelier.application.inference;

import dev.atelier.application.UseCase;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.compute.InferenceRunner;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Follows and steers a user's Real-time jobs as if there was one node that is the user's alone, which runs one job at a time:
 * the oldest that runs, or else the oldest that waits. For one's own jobs the permission to create them is enough.
 */
@UseCase
public class ControlInference {

    /** A client that has more of them in progress sees the first. */
    private static final int MAX_JOBS = 20;

    private final InferenceJobRepository jobs;
    private final BackendRegistry backendRegistry;
    private final CompleteInference complete;

    public ControlInference(InferenceJobRepository jobs, BackendRegistry backendRegistry, CompleteInference complete) {
        this.jobs = jobs;
        this.backendRegistry = backendRegistry;
        this.complete = complete;
    }

    /**
     * A job.
     *
     * @param count how many are in progress, this one included; 1 or 0 for one that was asked for by its id
     * @param progress empty where its backend does not report it
     */
    public record Current(InferenceJob job, int count, Optional<JobProgress> progress) {}

    /** The caller's present job; empty when none is in progress. */
    public Optional<Current> current(Caller caller) {
        caller.require(ResourceType.INFERENCE, Action.CREATE);
        List<InferenceJob> inProgress = jobs.inProgressOf(caller.name(), InferenceType.REAL_TIME, MAX_JOBS);
        Optional<Current> first = Optional.empty();
        for (InferenceJob job : inProgress) {
            Current current = new Current(job, inProgress.size(), runner(job).progress(job));
            if (current.progress().filter(JobProgress.Running.class::isInstance).isPresent()) {
                return Optional.of(current);
            }
            first = first.or(() -> Optional.of(current));
        }
        return first;
    }

    /** A job of the caller's, in progress or not; empty when there is none of this id, or it is another user's. */
    public Optional<Current> find(Caller caller, InferenceJobId id) {
        caller.require(ResourceType.INFERENCE, Action.CREATE);
        return own(caller, id)
                .map(job -> job.status() == InferenceJobStatus.INPROGRESS
                        ? new Current(job, 1, runner(job).progress(job))
                        : new Current(job, 0, Optional.empty()));
    }

    private Optional<InferenceJob> own(Caller caller, InferenceJobId id) {
        return jobs.find(id).filter(job -> job.user().equals(caller.name()));
    }

    /** How long the job, one of the caller's that waits, is expected to wait still; empty where that is not known. */
    public Optional<Duration> estimatedWait(Current current) {
        return current.progress()
                .filter(JobProgress::isNearItsStart)
                .flatMap(waiting -> runner(current.job()).estimatedWait(current.job()));
    }

    /** What there is of the image that the job, one of the caller's, is at. */
    public Optional<byte[]> preview(Current current) {
        return runner(current.job()).preview(current.job());
    }

    /**
     * Stops the caller's present job: one that runs ends with the images that there are, where its backend can do that;
     * any other is canceled.
     *
     * @return the job; empty when none was in progress
     */
    public Optional<InferenceJobId> interrupt(Caller caller) {
        Optional<InferenceJob> job = current(caller).map(Current::job);
        job.filter(found -> !runner(found).interrupt(found)).ifPresent(found -> cancel(caller, found));
        return job.map(InferenceJob::id);
    }

    /** Has the caller's present job go on with its next image, where its backend can do that. */
    public void skip(Caller caller) {
        current(caller).map(Current::job).ifPresent(job -> runner(job).skip(job));
    }

    /** Cancels a job of the caller's, whose result is not waited for any more. Idempotent. */
    public void abandon(Caller caller, InferenceJobId id) {
        caller.require(ResourceType.INFERENCE, Action.CREATE);
        own(caller, id)
                .filter(job -> job.status() == InferenceJobStatus.INPROGRESS)
                .ifPresent(job -> cancel(caller, job));
    }

    private void cancel(Caller caller, InferenceJob job) {
        // The end first, as it decides against an outcome that arrives at the same time.
        if (complete.complete(job, new InferenceOutcome.Canceled(caller.name()))) {
            runner(job).cancel(job);
        }
    }

    private InferenceRunner runner(InferenceJob job) {
        return backendRegistry.runner(job.place().backend());
    }
}
