package dev.atelier.rest.merge.v2023;

import dev.atelier.application.merge.GetMerge;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.merge.MergeId;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Finds merges for who asks for a job by its id. */
@Singleton
public final class MergeViews {

    private final GetMerge get;

    MergeViews(GetMerge get) {
        this.get = get;
    }

    /** The merge, where the id is that of one; may be anything that a client wrote. */
    public Optional<MergeView> find(Caller caller, String id) {
        return MergeId.parse(id).flatMap(merge -> get.find(caller, merge)).map(MergeView::of);
    }
}
