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

/** Tells everything about one dataset, with links to its files. */
@UseCase
public class GetDataset {

    /** How long the previews are good for. */
    static final Duration PREVIEW_VALIDITY = Duration.ofHours(24);

    private final DatasetRepository datasets;
    private final ModelStore store;

    public GetDataset(DatasetRepository datasets, ModelStore store) {
        this.datasets = datasets;
        this.store = store;
    }

    /** A dataset and its items in their order. */
    public record Details(Dataset dataset, List<Preview> items) {}

    /** An item, and where its file can be seen once it has arrived. */
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
