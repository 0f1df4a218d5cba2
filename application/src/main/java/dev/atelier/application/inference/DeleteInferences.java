package dev.atelier.application.inference;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.UseCase;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Deletes jobs with their files; running ones are cancelled first. */
@UseCase
public class DeleteInferences {

    private final InferenceJobRepository jobs;
    private final ModelStore store;
    private final BackendRegistry backendRegistry;
    private final NotificationBus notificationBus;

    public DeleteInferences(
            InferenceJobRepository jobs,
            ModelStore store,
            BackendRegistry backendRegistry,
            NotificationBus notificationBus) {
        this.jobs = jobs;
        this.store = store;
        this.backendRegistry = backendRegistry;
        this.notificationBus = notificationBus;
    }

    /** Deletes those of the ids that exist; if one of them may not be deleted, none is. */
    public void delete(Caller caller, Collection<InferenceJobId> ids) {
        caller.require(ResourceType.INFERENCE, Action.ALL);
        List<InferenceJob> found =
                ids.stream().map(jobs::find).flatMap(Optional::stream).toList();
        found.forEach(job -> caller.requireOwnership(job.user(), "inference " + job.id()));
        found.forEach(this::delete);
    }

    /**
     * Deletes jobs that ended before this time, or were created before it and never started, at most this number. Safe to
     * run in several processes.
     *
     * @return how many were found
     * @throws UncheckedIOException if files of some could not be deleted; they are left, and all of the jobs are gone
     */
    public int deleteExpired(Instant before, int most) {
        List<InferenceJob> expired = jobs.expired(before, most);
        UncheckedIOException failure = null;
        for (InferenceJob job : expired) {
            try {
                deleteExpired(job);
            } catch (UncheckedIOException e) {
                failure = e; // the files of the others go all the same
            }
        }
        if (failure != null) {
            throw failure;
        }
        return expired.size();
    }

    private void deleteExpired(InferenceJob job) {
        if (job.status() == InferenceJobStatus.CREATED) {
            if (jobs.deleteUnstarted(job.id())) { // first: its client may start it at this moment
                deleteFiles(job);
            }
            return;
        }
        try {
            deleteFiles(job); // first: a process that dies here finds the job again
        } finally {
            jobs.delete(job.id()); // in any case: files that cannot be deleted must not keep all later jobs
        }
    }

    private void delete(InferenceJob job) {
        if (job.status() == InferenceJobStatus.INPROGRESS) {
            backendRegistry.runner(job.place().backend()).cancel(job);
        }
        // Before the files: a result that arrives meanwhile finds no job, and is deleted.
        jobs.delete(job.id());
        notificationBus.publish(NotificationBus.jobEndedTopic(job.id()));
        deleteFiles(job);
    }

    private void deleteFiles(InferenceJob job) {
        try {
            store.deleteAll(job.payload());
            store.deleteAll(job.results());
        } catch (IOException e) {
            throw new UncheckedIOException("deleting the files of inference " + job.id(), e);
        }
    }
}
