package dev.atelier.rest.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Map;

/** The request bodies of dataset operations, for the OpenAPI description only. */
final class DatasetSchemas {

    private DatasetSchemas() {}

    /**
     * @param content 1 to 1000 files
     * @param params pass-through metadata
     * @param prefix the subfolder for the files
     */
    record NewDataset(
            @JsonProperty("dataset_name") String datasetName,
            List<NewItem> content,
            @Nullable Map<String, Object> params,
            @Nullable String prefix) {}

    /**
     * @param filename the path below the dataset's folder
     * @param name the display name; default: the filename
     */
    record NewItem(
            String filename, @Nullable String name, @Nullable String type, @Nullable Map<String, Object> params) {}

    /** @param status Enabled or Disabled */
    record DatasetChange(String status) {}

    record DatasetNames(@JsonProperty("dataset_name_list") List<String> datasetNames) {}

    /** Followed by the client's params. */
    record DatasetDetails(
            @JsonProperty("dataset_name") String datasetNameToo,
            String datasetName,
            String prefix,
            String s3,
            String status,
            String timestamp,
            List<Item> data) {}

    /** Followed by the client's params. */
    record Item(
            String key,
            String name,
            String type,
            @JsonProperty("preview_url") String previewUrl,
            String dataStatus,
            @JsonProperty("original_file_name") String originalFileName) {}

    record NewDatasetAnswer(int statusCode, CreateDatasetResponse data, String message) {}

    record DatasetAnswer(int statusCode, DatasetDetails data, String message) {}

    record DatasetsAnswer(int statusCode, DatasetListResponse data, String message) {}

    record DatasetChangeAnswer(int statusCode, UpdateDatasetResponse data, String message) {}
}
