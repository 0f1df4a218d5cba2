package dev.atelier.application.checkpoint;

import dev.atelier.application.UseCase;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Resource;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.Collection;
import java.util.Set;

/** Lists the checkpoints that are open to the caller. */
@UseCase
public class ListCheckpoints {

    private final Checkpoints checkpoints;

    public ListCheckpoints(Checkpoints checkpoints) {
        this.checkpoints = checkpoints;
    }

    /** What to list; an empty collection does not restrict. {@code page} counts from 1. */
    public record Query(
            Collection<CheckpointType> types,
            Collection<CheckpointStatus> statuses,
            Set<String> roles,
            int page,
            int perPage) {}

    public Checkpoints.Slice list(Caller caller, Query query) {
        caller.require(Resource.CHECKPOINT, Action.LIST);
        return checkpoints.find(
                Checkpoints.Filter.visibleTo(caller, query.types(), query.statuses(), query.roles()),
                query.page(),
                query.perPage());
    }
}
