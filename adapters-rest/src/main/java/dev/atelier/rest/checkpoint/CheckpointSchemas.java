package dev.atelier.rest.checkpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;

/** The bodies of checkpoint operations; those of responses are for the OpenAPI description only. */
public final class CheckpointSchemas {

    private CheckpointSchemas() {}

    /**
     * Either urls or filenames are given.
     *
     * @param checkpointType for example Stable-diffusion, Lora, VAE, ControlNet
     * @param urls where the files are imported from
     * @param filenames the files that will be uploaded in parts
     * @param access who may use it; without it the roles of the creator
     */
    record NewCheckpoint(
            @JsonProperty("checkpoint_type") @Size(min = 1) String checkpointType,
            NewCheckpointParams params,
            @Nullable List<String> urls,
            @Nullable List<NewCheckpointFile> filenames,
            @Nullable AccessList access) {}

    /**
     * Who may use a checkpoint beside its creator and administrators.
     *
     * @param roles the holders of these roles
     * @param users these users
     * @param everyone true: all users; then neither roles nor users are given
     */
    record AccessList(
            @Nullable List<@Size(min = 1) String> roles,
            @Nullable List<@Size(min = 1) String> users,
            @Nullable Boolean everyone) {}

    record SharedCheckpointAnswer(int statusCode, SharedCheckpointView data, String message) {}

    /** @param status Active or Disabled */
    record CheckpointStatusChange(@Size(min = 1) String status) {}

    /**
     * Both are replaced; what is left out becomes empty.
     *
     * @param notes at most 4000 characters
     * @param tags at most 20, of at most 50 characters without commas; they are kept in lower case
     */
    record CheckpointNotes(@Nullable String notes, @Nullable List<@Size(min = 1) String> tags) {}

    record CheckpointDetailsAnswer(int statusCode, CheckpointDetailsView data, String message) {}

    record CheckpointSearchAnswer(int statusCode, CheckpointSearchResponse data, String message) {}

    /** Pass-through metadata with any further fields. */
    record NewCheckpointParams(
            @Nullable String message,
            @Nullable Object creator,
            @JsonProperty("*") Map<String, Object> all) {}

    public record NewCheckpointFile(
            @Size(min = 1) String filename,
            @JsonProperty("parts_number") @Min(1) int partsNumber) {}

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
            @Nullable @Size(min = 1) String name) {}

    public record UploadedPart(
            @JsonProperty("ETag") @Size(min = 1) String eTag,
            @JsonProperty("PartNumber") @Min(1) int partNumber) {}

    record CheckpointIds(@JsonProperty("checkpoint_id_list") List<@Size(min = 1) String> checkpointIds) {}

    /**
     * A page under data for calls that name a user; for others, as in 2023-07-05, the newest 1000 under checkpoints. One
     * schema, because few generated clients distinguish alternatives.
     */
    record CheckpointsAnswer(
            int statusCode,
            @Nullable CheckpointListResponse data,
            @Nullable String message,
            @Nullable List<V2023CheckpointListResponse.ListedCheckpoint> checkpoints) {}

    /**
     * The client's metadata, and these.
     *
     * @param multipartUpload by file name: upload_id, bucket and key
     */
    record CheckpointParams(
            String message,
            String creator,
            String created,
            @JsonProperty("multipart_upload") Map<String, Object> multipartUpload,
            @JsonProperty("*") Map<String, Object> others) {}

    record ChangedCheckpoint(CheckpointView checkpoint) {}

    record NewCheckpointAnswer(int statusCode, CreateCheckpointResponse data, String message) {}
}
