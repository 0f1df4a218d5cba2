package dev.atelier.application.merge;

import dev.atelier.application.UseCase;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import java.util.Optional;

/** Returns a merge with its progress. */
@UseCase
public class GetMerge {

    private final MergeQueue mergeQueue;

    public GetMerge(MergeQueue mergeQueue) {
        this.mergeQueue = mergeQueue;
    }

    /** The merge; empty when the id is not that of one. */
    public Optional<MergeJob> find(Caller caller, MergeId id) {
        caller.require(ResourceType.INFERENCE, Action.LIST);
        Optional<MergeJob> merge = mergeQueue.find(id);
        merge.ifPresent(found -> caller.requireOwnership(found.user(), "inference " + id));
        return merge;
    }
}
