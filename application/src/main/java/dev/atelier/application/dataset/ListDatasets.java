package dev.atelier.application.dataset;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.UseCase;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetStatus;
import java.util.Collection;
import java.util.Optional;

/** Lists the datasets that are open to the caller. */
@UseCase
public class ListDatasets {

    private final DatasetRepository datasets;

    public ListDatasets(DatasetRepository datasets) {
        this.datasets = datasets;
    }

    /** A page, newest first; an empty collection of statuses does not restrict. */
    public Page<Dataset> list(Caller caller, Collection<DatasetStatus> statuses, Optional<Cursor> after, int limit) {
        caller.require(ResourceType.TRAIN, Action.ALL);
        return datasets.page(DatasetRepository.Filter.visibleTo(caller, statuses), after, limit);
    }
}
