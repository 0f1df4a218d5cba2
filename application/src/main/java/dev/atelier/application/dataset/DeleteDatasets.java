package dev.atelier.application.dataset;

import dev.atelier.application.UseCase;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Deletes datasets with their files. */
@UseCase
public class DeleteDatasets {

    private final DatasetRepository datasets;
    private final ModelStore store;

    public DeleteDatasets(DatasetRepository datasets, ModelStore store) {
        this.datasets = datasets;
        this.store = store;
    }

    /** Deletes those of the names that exist; if one of them may not be deleted, none is. */
    public void delete(Caller caller, Collection<DatasetName> names) {
        caller.require(ResourceType.TRAIN, Action.ALL);
        List<Dataset> found = names.stream()
                .distinct()
                .map(datasets::find)
                .flatMap(Optional::stream)
                .toList();
        found.forEach(dataset -> dataset.requireOpenTo(caller));
        found.forEach(this::delete);
    }

    private void delete(Dataset dataset) {
        try {
            store.deleteAll(dataset.folder());
            store.deleteAll(StorageLayout.datasetThumbnails(dataset));
        } catch (IOException e) {
            throw new UncheckedIOException("deleting the files of dataset " + dataset.name(), e);
        }
        // Last: the deletion can be repeated after a failure above, and the name stays taken meanwhile.
        datasets.delete(dataset.id());
        // Some may have been made meanwhile.
        store.deleteQuietly(dataset.folder());
        store.deleteQuietly(StorageLayout.datasetThumbnails(dataset));
    }
}
