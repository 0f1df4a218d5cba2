package dev.atelier.rest.dataset.v2023;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Map;

/** The request bodies of dataset operations, for the OpenAPI description only. */
final class V2023DatasetUploadSchemas {

    private V2023DatasetUploadSchemas() {}

    /**
     * @param content 1 to 1000 files
     * @param params pass-through metadata
     */
    record DatasetToUpload(
            @JsonProperty("dataset_name") String datasetName,
            List<FileToUpload> content,
            @Nullable Map<String, Object> params) {}

    /**
     * @param filename the path on the client's machine, whose last part is the name of the file
     * @param name the display name; default: the filename
     */
    record FileToUpload(String filename, @Nullable String name, @Nullable String type) {}

    /** @param s3PresignUrl for each file an object with its filename and the URL to PUT it to */
    record UploadsAnswer(int statusCode, String datasetName, List<Map<String, String>> s3PresignUrl) {}

    /** @param status Enabled or Disabled */
    record UploadedDataset(@JsonProperty("dataset_name") String datasetName, String status) {}
}
