package dev.atelier.application.dataset;

import dev.atelier.application.UseCase;
import dev.atelier.application.storage.LinkTargets;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.InvalidRequest;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.Uuids;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetId;
import dev.atelier.domain.dataset.DatasetName;
import java.util.Optional;

/** Finds out whose files lie where datasets do: below {@code dataset/ID/NAME}, those of old datasets below {@code dataset/NAME}. */
@UseCase
public class DatasetFolders implements LinkTargets {

    private final Datasets datasets;
    private final String root;

    public DatasetFolders(Datasets datasets, StorageLayout layout) {
        this.datasets = datasets;
        this.root = layout.datasets() + "/";
    }

    @Override
    public boolean isLive(StorageUri file) {
        return !file.toString().startsWith(root) || holder(file).isPresent();
    }

    /** The dataset in whose folder the place is. */
    public Optional<Dataset> holder(StorageUri place) {
        String first = firstPart(place);
        return Uuids.parse(first)
                .flatMap(id -> datasets.find(new DatasetId(id)))
                .or(() -> datasets.find(new DatasetName(first)))
                .filter(dataset -> dataset.holds(place));
    }

    /** The part of the place that has the id or the name; {@link InvalidRequest} where no dataset can be. */
    public String firstPart(StorageUri place) {
        if (!place.toString().startsWith(root)) {
            throw new InvalidRequest("there is no dataset at " + place + "; datasets lie below " + root);
        }
        return place.toString().substring(root.length()).split("/", 2)[0];
    }
}
