package dev.atelier.application.dataset;

import dev.atelier.application.UseCase;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Returns one dataset with its items and links to their files. */
@UseCase
public class GetDataset {

    /** How long the links are valid. */
    static final Duration PREVIEW_VALIDITY = Duration.ofHours(24);

    private final DatasetRepository datasets;
    private final ModelStore store;

    public GetDataset(DatasetRepository datasets, ModelStore store) {
        this.datasets = datasets;
        this.store = store;
    }

    /** A dataset and its items in order. */
    public record Details(Dataset dataset, List<Preview> items) {}

    /** An item, and a link to its file once that has arrived. */
    public record Preview(DatasetItem item, URI url) {}

    public Details get(Caller caller, DatasetName name) {
        caller.require(ResourceType.TRAIN, Action.ALL);
        Dataset dataset = AccessibleDatasetFinder.find(datasets, caller, name);
        return new Details(
                dataset,
                datasets.items(dataset.id()).stream()
                        .map(item ->
                                new Preview(item, store.presignDownload(dataset.locationOf(item), PREVIEW_VALIDITY)))
                        .toList());
    }
}
