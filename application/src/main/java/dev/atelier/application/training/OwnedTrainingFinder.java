package dev.atelier.application.training;

import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;

/** Finds trainings for callers who may see them. */
final class OwnedTrainingFinder {

    private OwnedTrainingFinder() {}

    static TrainingJob find(TrainingJobRepository jobs, Caller caller, TrainingId id) {
        TrainingJob job = jobs.find(id).orElseThrow(() -> new NotFoundException("Job with id " + id + " not found"));
        caller.requireOwnership(job.user(), "training " + id);
        return job;
    }
}
