package dev.atelier.rest.dataset.v2023;

import dev.atelier.domain.dataset.Dataset;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;

/** What an update of a dataset answers. */
@Serdeable
record ChangedDataset(int statusCode, String datasetName, String status) {

    static ChangedDataset of(Dataset dataset) {
        return new ChangedDataset(
                HttpStatus.OK.getCode(),
                dataset.name().value(),
                dataset.status().word());
    }
}
