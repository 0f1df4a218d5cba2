package dev.atelier.application.dataset;

import dev.atelier.application.UseCase;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import java.util.List;
import java.util.Set;

/** Enables or disables a dataset. */
@UseCase
public class UpdateDataset {

    private final DatasetRepository datasets;
    private final ModelStore store;

    public UpdateDataset(DatasetRepository datasets, ModelStore store) {
        this.datasets = datasets;
        this.store = store;
    }

    /**
     * Sets the status of the dataset and of each item whose file has arrived; the others stay Initialed until this is
     * called again.
     *
     * @throws InvalidRequestException if no file of a dataset to enable has arrived
     */
    public Dataset update(Caller caller, DatasetName name, DatasetStatus status) {
        caller.require(ResourceType.TRAIN, Action.ALL);
        Dataset dataset = AccessibleDatasetFinder.find(datasets, caller, name).become(status);
        Set<StorageUri> files = DatasetFiles.of(dataset, store);
        List<DatasetItem> arrived = datasets.items(dataset.id()).stream()
                .filter(item -> files.contains(dataset.locationOf(item)))
                .map(item -> item.as(status))
                .toList();
        if (status == DatasetStatus.ENABLED && arrived.isEmpty()) {
            throw new InvalidRequestException("none of the files of dataset " + name
                    + " has been uploaded; PUT them to the URLs in the response to its creation first");
        }
        if (!datasets.update(dataset, arrived)) {
            throw AccessibleDatasetFinder.notFound(name);
        }
        return dataset;
    }
}
