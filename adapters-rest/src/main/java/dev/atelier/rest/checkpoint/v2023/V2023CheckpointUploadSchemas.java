package dev.atelier.rest.checkpoint.v2023;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.rest.checkpoint.CheckpointSchemas.NewCheckpointFile;
import dev.atelier.rest.checkpoint.CheckpointSchemas.UploadedPart;
import dev.atelier.rest.checkpoint.CheckpointView;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;

/** The bodies of these operations; those of responses are for the OpenAPI description only. */
final class V2023CheckpointUploadSchemas {

    private V2023CheckpointUploadSchemas() {}

    /**
     * @param checkpointType for example Stable-diffusion, Lora, VAE, ControlNet
     * @param params pass-through metadata
     */
    record BegunCheckpoint(
            @JsonProperty("checkpoint_type") @Size(min = 1) String checkpointType,
            List<NewCheckpointFile> filenames,
            @Nullable Map<String, Object> params) {}

    /**
     * @param status Active
     * @param multiPartsTags by file name, the response to the upload of each part
     */
    record CompletedCheckpoint(
            @JsonProperty("checkpoint_id") String checkpointId,
            String status,
            @JsonProperty("multi_parts_tags") Map<String, List<UploadedPart>> multiPartsTags) {}

    /** @param modelUrl where the files are imported from */
    record ImportedCheckpoint(
            @Size(min = 1) String checkpointType,
            List<String> modelUrl,
            @Nullable Map<String, Object> params) {}

    record BegunCheckpointAnswer(
            int statusCode, CheckpointView checkpoint, List<V2023MultipartUploadResponse> s3PresignUrl) {}
}
