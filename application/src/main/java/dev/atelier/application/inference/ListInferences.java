package dev.atelier.application.inference;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.UseCase;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.TaskType;
import java.util.Optional;

/** Lists jobs: the caller's own, or all for administrators. */
@UseCase
public class ListInferences {

    private final InferenceJobRepository jobs;

    public ListInferences(InferenceJobRepository jobs) {
        this.jobs = jobs;
    }

    /** A page, newest first. */
    public Page<InferenceJob> list(
            Caller caller, Optional<UserName> user, Optional<TaskType> task, Optional<Cursor> after, int limit) {
        caller.require(ResourceType.INFERENCE, Action.LIST);
        return jobs.page(JobScope.of(caller, user), task, after, limit);
    }
}
