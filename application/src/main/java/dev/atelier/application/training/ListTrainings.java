package dev.atelier.application.training;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.UseCase;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.training.TrainingJob;
import java.util.Optional;

/** Lists trainings: the caller's own, or everybody's for administrators. */
@UseCase
public class ListTrainings {

    private final TrainingJobRepository jobs;

    public ListTrainings(TrainingJobRepository jobs) {
        this.jobs = jobs;
    }

    /** A page, newest first. */
    public Page<TrainingJob> list(Caller caller, Optional<Cursor> after, int limit) {
        caller.require(ResourceType.TRAIN, Action.LIST);
        return jobs.page(caller.isAdministrator() ? Optional.empty() : Optional.of(caller.name()), after, limit);
    }
}
