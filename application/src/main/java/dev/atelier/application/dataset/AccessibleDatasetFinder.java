package dev.atelier.application.dataset;

import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetName;

/** Finds datasets for callers to whom they are open. */
public final class AccessibleDatasetFinder {

    private AccessibleDatasetFinder() {}

    /**
     * The dataset of that name.
     *
     * @throws NotFoundException if there is none
     */
    public static Dataset find(DatasetRepository datasets, Caller caller, DatasetName name) {
        Dataset dataset = datasets.find(name).orElseThrow(() -> notFound(name));
        dataset.requireOpenTo(caller);
        return dataset;
    }

    /** The exception for one that there is not, or no longer. */
    public static NotFoundException notFound(DatasetName name) {
        return new NotFoundException("dataset " + name + " is not found");
    }
}
