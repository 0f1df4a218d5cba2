package dev.atelier.application.dataset;

import dev.atelier.application.Collaborator;
import dev.atelier.application.storage.LinkTargets;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.UuidParser;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetId;
import dev.atelier.domain.dataset.DatasetName;
import java.util.Optional;

/**
 * Maps locations to datasets: files are stored below {@code dataset/ID/NAME}, those of old datasets below {@code
 * dataset/NAME}.
 */
@Collaborator
public class DatasetFolders implements LinkTargets {

    private final DatasetRepository datasets;
    private final StorageLayout layout;

    public DatasetFolders(DatasetRepository datasets, StorageLayout layout) {
        this.datasets = datasets;
        this.layout = layout;
    }

    @Override
    public boolean isLive(StorageUri file) {
        return !layout.isOfDatasets(file) || holder(file).isPresent();
    }

    /** The dataset whose folder contains the location. */
    public Optional<Dataset> holder(StorageUri place) {
        String first = layout.datasetPart(place);
        return UuidParser.parse(first)
                .flatMap(id -> datasets.find(new DatasetId(id)))
                .or(() -> datasets.find(new DatasetName(first)))
                .filter(dataset -> dataset.holds(place));
    }
}
