package dev.atelier.rest.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Map;

/** What the bodies of dataset operations look like, for the description alone. */
final class DatasetSchemas {

    private DatasetSchemas() {}

    /**
     * @param content 1 to 1000 files
     * @param params whatever the client wants to keep with the dataset
     * @param prefix the folder within the dataset's own that the files go to
     */
    record NewDataset(
            @JsonProperty("dataset_name") String datasetName,
            List<NewItem> content,
            @Nullable Map<String, Object> params,
            @Nullable String prefix) {}

    /**
     * @param filename the path below the dataset's folder
     * @param name how it is shown; the filename when it is missing
     */
    record NewItem(
            String filename, @Nullable String name, @Nullable String type, @Nullable Map<String, Object> params) {}

    /** @param status Enabled or Disabled */
    record DatasetChange(String status) {}

    record DatasetNames(@JsonProperty("dataset_name_list") List<String> datasetNames) {}

    /** Beside these fields stands what the client gave as params. */
    record DatasetDetails(
            @JsonProperty("dataset_name") String datasetNameToo,
            String datasetName,
            String prefix,
            String s3,
            String status,
            String timestamp,
            List<Item> data) {}

    /** Beside these fields stands what the client gave as params. */
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
