package dev.atelier.rest.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atelier.application.dataset.CreateDataset;
import io.micronaut.serde.annotation.Serdeable;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** A new dataset, and by file name the upload URL. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record CreateDatasetResponse(String datasetName, Map<String, String> s3PresignUrl) {

    static CreateDatasetResponse of(CreateDataset.Created created, Function<URI, String> links) {
        Map<String, String> urls = new LinkedHashMap<>();
        created.uploadUrls().forEach((file, url) -> urls.put(file, links.apply(url)));
        return new CreateDatasetResponse(created.dataset().name().value(), urls);
    }
}
