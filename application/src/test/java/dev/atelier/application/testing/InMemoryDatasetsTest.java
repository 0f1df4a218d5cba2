package dev.atelier.application.testing;

import dev.atelier.application.dataset.Datasets;

class InMemoryDatasetsTest extends DatasetsContract {

    private final Datasets datasets = new InMemoryDatasets();

    @Override
    protected Datasets datasets() {
        return datasets;
    }
}
