package dev.atelier.rest.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.rest.LargestJson;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;

/** The bodies of dataset operations; those of responses are for the OpenAPI description only. */
public final class DatasetSchemas {

    private DatasetSchemas() {}

    /**
     * @param content 1 to 1000 files
     * @param params pass-through metadata
     * @param prefix the subfolder for the files
     */
    public record NewDataset(
            @JsonProperty("dataset_name") @Size(min = 1) String datasetName,
            List<NewItem> content,
            @Nullable Map<String, Object> params,
            @Nullable String prefix) {}

    /**
     * @param filename the path below the dataset's folder; in 2023-07-05 the path on the client's machine, whose last
     *     part is the name of the file
     * @param name the display name; default: the filename
     * @param params pass-through metadata: a dataset has up to a thousand files, which are returned at once
     */
    public record NewItem(
            @Size(min = 1) String filename,
            @Nullable String name,
            @Nullable String type,
            @Nullable @LargestJson(bytes = 4 << 10) Map<String, Object> params) {}

    /** @param status Enabled or Disabled */
    record DatasetChange(@Size(min = 1) String status) {}

    record DatasetNames(@JsonProperty("dataset_name_list") List<@Size(min = 1) String> datasetNames) {}

    record DatasetPage(
            List<DatasetDetails> datasets,
            @Nullable @JsonProperty("last_evaluated_key") String lastEvaluatedKey) {}

    /**
     * A dataset and, beside these, the client's params. Its name is also in dataset_name.
     *
     * @param timestamp in seconds since 1970
     * @param data the files; lists of datasets are without
     */
    record DatasetDetails(
            String datasetName,
            String prefix,
            String s3,
            String status,
            String timestamp,
            @Nullable List<DatasetItem> data,
            @JsonProperty("*") Map<String, Object> others) {}

    /** A file of a dataset and, beside these, the client's params. */
    record DatasetItem(
            String key,
            String name,
            String type,
            @JsonProperty("preview_url") String previewUrl,
            String dataStatus,
            @JsonProperty("original_file_name") String originalFileName,
            @JsonProperty("*") Map<String, Object> others) {}

    record NewDatasetAnswer(int statusCode, CreateDatasetResponse data, String message) {}

    record DatasetAnswer(int statusCode, DatasetDetails data, String message) {}

    /**
     * A page under data for calls that name a user; for others, as in 2023-07-05, the newest 1000 under datasets.
     */
    record DatasetsAnswer(
            int statusCode,
            @Nullable DatasetPage data,
            @Nullable String message,
            @Nullable List<V2023DatasetListResponse.Entry> datasets) {}

    record DatasetChangeAnswer(int statusCode, UpdateDatasetResponse data, String message) {}
}
