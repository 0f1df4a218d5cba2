package dev.atelier.persistence.dataset;

import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.application.testing.DatasetRepositoryContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcDatasetRepositoryTest extends DatasetRepositoryContract {

    private final DatasetRepository datasets;

    JdbcDatasetRepositoryTest(Installation installation) {
        installation.clear();
        datasets = installation.bean(DatasetRepository.class);
    }

    @Override
    protected DatasetRepository datasets() {
        return datasets;
    }
}
