package dev.atelier.application.testing;

import dev.atelier.application.dataset.DatasetRepository;

class InMemoryDatasetRepositoryTest extends DatasetRepositoryContract {

    private final DatasetRepository datasets = new InMemoryDatasetRepository();

    @Override
    protected DatasetRepository datasets() {
        return datasets;
    }
}
