package dev.atelier.application.model;

import dev.atelier.application.UseCase;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.model.Model;
import java.util.Collection;
import java.util.List;

/** Lists the models that are open to the caller. */
@UseCase
public class ListModels {

    private final ModelRepository models;

    public ListModels(ModelRepository models) {
        this.models = models;
    }

    /** At most this many models, newest first; an empty collection of types does not restrict. */
    public List<Model> list(Caller caller, Collection<CheckpointType> types, int limit) {
        caller.require(ResourceType.CHECKPOINT, Action.LIST);
        return models.listNewest(ModelRepository.Filter.visibleTo(caller, types), limit);
    }
}
