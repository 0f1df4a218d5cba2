package dev.atelier.rest.checkpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Map;

/** The request bodies of checkpoint operations, for the OpenAPI description only. */
public final class CheckpointSchemas {

    private CheckpointSchemas() {}

    /**
     * Either urls or filenames are given.
     *
     * @param checkpointType for example Stable-diffusion, Lora, VAE, ControlNet
     * @param urls where the files are imported from
     * @param filenames the files that will be uploaded in parts
     */
    record NewCheckpoint(
            @JsonProperty("checkpoint_type") String checkpointType,
            NewCheckpointParams params,
            @Nullable List<String> urls,
            @Nullable List<NewCheckpointFile> filenames) {}

    /** Pass-through metadata with any further fields. */
    record NewCheckpointParams(String message, @Nullable String creator) {}

    public record NewCheckpointFile(String filename, @JsonProperty("parts_number") int partsNumber) {}

    /**
     * Completes an upload when status and tags are given; renames when a name is.
     *
     * @param status Active
     * @param multiPartsTags by file name, the response to the upload of each part
     * @param name the new name
     */
    record CheckpointChange(
            @Nullable String status,
            @Nullable @JsonProperty("multi_parts_tags") Map<String, List<UploadedPart>> multiPartsTags,
            @Nullable String name) {}

    public record UploadedPart(@JsonProperty("ETag") String eTag, @JsonProperty("PartNumber") int partNumber) {}

    record CheckpointIds(@JsonProperty("checkpoint_id_list") List<String> checkpointIds) {}

    record CheckpointsAnswer(int statusCode, CheckpointListResponse data, String message) {}

    record NewCheckpointAnswer(int statusCode, CreateCheckpointResponse data, String message) {}
}
