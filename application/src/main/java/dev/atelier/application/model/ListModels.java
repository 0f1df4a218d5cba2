package dev.atelier.application.model;

import dev.atelier.application.UseCase;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Resource;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.model.Model;
import java.util.Collection;
import java.util.List;

/** Lists the models that are open to the caller. */
@UseCase
public class ListModels {

    /** How many are listed; the documents have no pages of them. */
    static final int MOST = 1000;

    private final Models models;

    public ListModels(Models models) {
        this.models = models;
    }

    /** The newest 1,000, newest first; no types do not restrict. */
    public List<Model> list(Caller caller, Collection<CheckpointType> types) {
        caller.require(Resource.CHECKPOINT, Action.LIST);
        return models.newest(Models.Filter.visibleTo(caller, types), MOST);
    }
}
