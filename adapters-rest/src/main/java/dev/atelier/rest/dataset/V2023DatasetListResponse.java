package dev.atelier.rest.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atelier.domain.dataset.Dataset;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/** The list of datasets in the format of 2023-07-05. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
public record V2023DatasetListResponse(int statusCode, List<Entry> datasets) {

    /** A dataset in the list; {@code timestamp} is in seconds since 1970. */
    @Serdeable
    public record Entry(String datasetName, String s3, String status, long timestamp) {

        static Entry of(Dataset dataset) {
            return new Entry(
                    dataset.name().value(),
                    dataset.location().toString(),
                    dataset.status().word(),
                    dataset.created().getEpochSecond());
        }
    }

    public static V2023DatasetListResponse of(List<Dataset> datasets) {
        return new V2023DatasetListResponse(
                HttpStatus.OK.getCode(), datasets.stream().map(Entry::of).toList());
    }
}
