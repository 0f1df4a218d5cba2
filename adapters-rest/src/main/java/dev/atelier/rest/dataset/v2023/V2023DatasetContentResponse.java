package dev.atelier.rest.dataset.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.dataset.GetDataset;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import java.net.URI;
import java.util.List;
import java.util.function.Function;

/** The items of a dataset. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record V2023DatasetContentResponse(
        int statusCode, @JsonProperty("dataset_name") String datasetName, List<Entry> data) {

    /** A file of the dataset. */
    @Serdeable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Entry(
            String key,
            String name,
            String type,
            @JsonProperty("preview_url") String previewUrl,
            String dataStatus) {

        static Entry of(GetDataset.Preview preview, Function<URI, String> links) {
            return new Entry(
                    preview.item().file().value(),
                    preview.item().name(),
                    preview.item().type(),
                    links.apply(preview.url()),
                    preview.item().status().word());
        }
    }

    static V2023DatasetContentResponse of(GetDataset.Details details, Function<URI, String> links) {
        return new V2023DatasetContentResponse(
                HttpStatus.OK.getCode(),
                details.dataset().name().value(),
                details.items().stream().map(item -> Entry.of(item, links)).toList());
    }
}
