package dev.atelier.rest.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atelier.domain.dataset.Dataset;
import io.micronaut.serde.annotation.Serdeable;

/** The response to an update of a dataset. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record UpdateDatasetResponse(String datasetName, String status) {

    static UpdateDatasetResponse of(Dataset dataset) {
        return new UpdateDatasetResponse(
                dataset.name().value(), dataset.status().word());
    }
}
