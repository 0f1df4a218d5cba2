package dev.atelier.application.inference;

import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.JobId;
import java.util.Optional;

/** Finds jobs for those who may see them. */
final class OwnJobs {

    private OwnJobs() {}

    static InferenceJob find(InferenceJobRepository jobs, Caller caller, JobId id) {
        return look(jobs, caller, id)
                .orElseThrow(() -> new NotFoundException("inference with id " + id + " not found"));
    }

    static Optional<InferenceJob> look(InferenceJobRepository jobs, Caller caller, JobId id) {
        Optional<InferenceJob> job = jobs.find(id);
        job.ifPresent(found -> caller.requireOwnership(found.user(), "inference " + id));
        return job;
    }
}
