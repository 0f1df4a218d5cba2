package dev.atelier.rest.dataset.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atelier.application.dataset.CreateDataset;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A new dataset, and the upload URL of each file.
 *
 * @param s3PresignUrl by the client's file names: a list of objects of one file each, or one object of all
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record V2023CreateDatasetResponse(int statusCode, String datasetName, Object s3PresignUrl) {

    /** @param files the client's names of the files, in order */
    static V2023CreateDatasetResponse of(
            CreateDataset.Created created, List<String> files, Function<URI, String> links, boolean asOneObject) {
        Map<String, String> urls = new LinkedHashMap<>();
        for (URI url : created.uploadUrls().values()) {
            urls.put(files.get(urls.size()), links.apply(url));
        }
        return new V2023CreateDatasetResponse(
                HttpStatus.OK.getCode(), created.dataset().name().value(), asOneObject ? urls : each(urls));
    }

    private static List<Map<String, String>> each(Map<String, String> urls) {
        return urls.entrySet().stream()
                .map(url -> Map.of(url.getKey(), url.getValue()))
                .toList();
    }
}
