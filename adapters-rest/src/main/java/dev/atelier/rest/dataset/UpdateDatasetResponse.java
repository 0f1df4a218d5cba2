package dev.atelier.rest.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atelier.domain.dataset.Dataset;
import io.micronaut.serde.annotation.Serdeable;

/** What an update of a dataset answers. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record UpdateDatasetResponse(String datasetName, String status) {

    static UpdateDatasetResponse of(Dataset dataset) {
        return new UpdateDatasetResponse(
                dataset.name().value(), dataset.status().word());
    }
}
