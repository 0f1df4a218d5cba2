package dev.atelier.rest.dataset.v2023;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;

/** The bodies of dataset operations; that of the response is for the OpenAPI description only. */
final class V2023DatasetUploadSchemas {

    private V2023DatasetUploadSchemas() {}

    /** @param s3PresignUrl for each file an object with its filename and the URL to PUT it to */
    record UploadsAnswer(int statusCode, String datasetName, List<Map<String, String>> s3PresignUrl) {}

    /** @param status Enabled or Disabled */
    record UploadedDataset(
            @JsonProperty("dataset_name") @Size(min = 1) String datasetName,
            @Size(min = 1) String status) {}
}
