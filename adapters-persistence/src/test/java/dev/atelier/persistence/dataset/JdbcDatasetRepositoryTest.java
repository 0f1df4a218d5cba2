package dev.atelier.persistence.dataset;

import static dev.atelier.application.testing.TestDatasets.dataset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.application.testing.DatasetRepositoryContract;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcDatasetRepositoryTest extends DatasetRepositoryContract {

    private final PersistenceFixture persistenceFixture;
    private final DatasetRepository datasets;

    JdbcDatasetRepositoryTest(PersistenceFixture persistenceFixture) {
        this.persistenceFixture = persistenceFixture;
        persistenceFixture.clear();
        datasets = persistenceFixture.bean(DatasetRepository.class);
    }

    @Override
    protected DatasetRepository datasets() {
        return datasets;
    }

    @Test
    void filesOfAnotherDatasetAreNotChangedMeanwhileSoThatAtMostOneConnectionIsHeld() {
        DatasetRepository impatient = new JdbcDatasetRepository(
                persistenceFixture.bean(DatasetDao.class),
                persistenceFixture.bean(DatasetItemDao.class),
                persistenceFixture.bean(DatasetJsonColumns.class),
                persistenceFixture.bean(TransactionTemplate.class),
                Duration.ofMillis(10));
        Dataset first = dataset().build();
        Dataset second = dataset().build();
        List.of(first, second).forEach(dataset -> datasets.add(dataset, List.of()));

        impatient.changeFiles(
                first.id(),
                () -> assertThatThrownBy(() -> impatient.changeFiles(second.id(), () -> "changed"))
                        .isInstanceOf(CapacityExceededException.class)
                        .hasMessageContaining("try again later"));

        assertThat(impatient.changeFiles(second.id(), () -> "changed")).contains("changed");
    }
}
