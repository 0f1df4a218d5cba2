package dev.atelier.persistence.dataset;

import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.application.testing.DatasetRepositoryContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;

@OnBothDatabases
class JdbcDatasetRepositoryTest extends DatasetRepositoryContract {

    private final DatasetRepository datasets;

    JdbcDatasetRepositoryTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        datasets = persistenceFixture.bean(DatasetRepository.class);
    }

    @Override
    protected DatasetRepository datasets() {
        return datasets;
    }
}
