package dev.atelier.application.inference;

import dev.atelier.application.Signals;
import dev.atelier.application.UseCase;
import dev.atelier.application.compute.Backends;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Resource;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.JobId;
import dev.atelier.domain.inference.JobStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Removes jobs with their files; a running one is taken back from compute first. */
@UseCase
public class DeleteInferences {

    private final InferenceJobRepository jobs;
    private final ModelStore store;
    private final Backends backends;
    private final Signals signals;

    public DeleteInferences(InferenceJobRepository jobs, ModelStore store, Backends backends, Signals signals) {
        this.jobs = jobs;
        this.store = store;
        this.backends = backends;
        this.signals = signals;
    }

    /** Removes those of the ids that exist; when one of them may not be removed, none is. */
    public void delete(Caller caller, Collection<JobId> ids) {
        caller.require(Resource.INFERENCE, Action.ALL);
        List<InferenceJob> found =
                ids.stream().map(jobs::find).flatMap(Optional::stream).toList();
        found.forEach(job -> caller.requireOwnership(job.user(), "inference " + job.id()));
        found.forEach(this::delete);
    }

    private void delete(InferenceJob job) {
        if (job.status() == JobStatus.INPROGRESS) {
            backends.runner(job.place().backend()).cancel(job);
        }
        // Before the files: a result that arrives meanwhile finds no job, and cleans up after itself.
        jobs.delete(job.id());
        signals.publish(Signals.jobEndedTopic(job.id()));
        try {
            store.deleteAll(job.payload());
            store.deleteAll(job.results());
        } catch (IOException e) {
            throw new UncheckedIOException("deleting the files of inference " + job.id(), e);
        }
    }
}
