package dev.atelier.persistence.dataset;

import dev.atelier.application.dataset.Datasets;
import dev.atelier.application.testing.DatasetsContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;

@OnBothDatabases
class JdbcDatasetsTest extends DatasetsContract {

    private final Datasets datasets;

    JdbcDatasetsTest(Installation installation) {
        installation.clear();
        datasets = installation.bean(Datasets.class);
    }

    @Override
    protected Datasets datasets() {
        return datasets;
    }
}
