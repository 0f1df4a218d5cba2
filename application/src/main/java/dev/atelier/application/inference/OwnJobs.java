package dev.atelier.application.inference;

import dev.atelier.domain.NotFound;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.JobId;

/** Finds jobs for those who may see them. */
final class OwnJobs {

    private OwnJobs() {}

    static InferenceJob find(InferenceJobs jobs, Caller caller, JobId id) {
        InferenceJob job = jobs.find(id).orElseThrow(() -> new NotFound("inference with id " + id + " not found"));
        caller.requireOwnership(job.user(), "inference " + id);
        return job;
    }
}
