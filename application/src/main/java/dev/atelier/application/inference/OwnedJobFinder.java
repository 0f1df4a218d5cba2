package dev.atelier.application.inference;

import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import java.util.Optional;

/** Finds jobs for callers who may see them. */
final class OwnedJobFinder {

    private OwnedJobFinder() {}

    static InferenceJob find(InferenceJobRepository jobs, Caller caller, InferenceJobId id) {
        return findIfPresent(jobs, caller, id)
                .orElseThrow(() -> new NotFoundException("inference with id " + id + " not found"));
    }

    static Optional<InferenceJob> findIfPresent(InferenceJobRepository jobs, Caller caller, InferenceJobId id) {
        Optional<InferenceJob> job = jobs.find(id);
        job.ifPresent(found -> caller.requireOwnership(found.user(), "inference " + id));
        return job;
    }
}
