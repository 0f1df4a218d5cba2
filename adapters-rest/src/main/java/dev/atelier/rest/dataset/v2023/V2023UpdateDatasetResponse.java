package dev.atelier.rest.dataset.v2023;

import dev.atelier.domain.dataset.Dataset;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;

/** The response to an update of a dataset. */
@Serdeable
record V2023UpdateDatasetResponse(int statusCode, String datasetName, String status) {

    static V2023UpdateDatasetResponse of(Dataset dataset) {
        return new V2023UpdateDatasetResponse(
                HttpStatus.OK.getCode(),
                dataset.name().value(),
                dataset.status().word());
    }
}
