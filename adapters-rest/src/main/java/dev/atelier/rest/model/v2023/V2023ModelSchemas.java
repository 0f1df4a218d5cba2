package dev.atelier.rest.model.v2023;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.rest.checkpoint.CheckpointSchemas.NewCheckpointFile;
import dev.atelier.rest.checkpoint.CheckpointSchemas.UploadedPart;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;

/** The request bodies of model operations. */
final class V2023ModelSchemas {

    private V2023ModelSchemas() {}

    /**
     * @param modelType for example Stable-diffusion
     * @param filenames one file: the model, or a .tar that contains it
     * @param params pass-through metadata
     */
    record NewModel(
            @JsonProperty("model_type") @Size(min = 1) String modelType,
            @Size(min = 1) String name,
            List<NewCheckpointFile> filenames,
            @Nullable Map<String, Object> params) {}

    /**
     * @param status Creating
     * @param multiPartsTags by file name, the response to the upload of each part
     */
    record ModelCompletion(
            @JsonProperty("model_id") String modelId,
            String status,
            @JsonProperty("multi_parts_tags") Map<String, List<UploadedPart>> multiPartsTags) {}
}
