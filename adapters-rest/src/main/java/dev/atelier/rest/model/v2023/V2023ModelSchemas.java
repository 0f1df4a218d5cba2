package dev.atelier.rest.model.v2023;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.rest.checkpoint.CheckpointSchemas.NewCheckpointFile;
import dev.atelier.rest.checkpoint.CheckpointSchemas.UploadedPart;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Map;

/** What the bodies of model operations look like, for the description alone. */
final class V2023ModelSchemas {

    private V2023ModelSchemas() {}

    /**
     * @param modelType for example Stable-diffusion
     * @param filenames one file: the model as it is, or a .tar that holds it
     * @param params kept with the model
     */
    record NewModel(
            @JsonProperty("model_type") String modelType,
            String name,
            List<NewCheckpointFile> filenames,
            @Nullable Map<String, Object> params) {}

    /**
     * @param status Creating
     * @param multiPartsTags by file name, what the upload of each part answered
     */
    record ModelCompletion(
            @JsonProperty("model_id") String modelId,
            String status,
            @JsonProperty("multi_parts_tags") Map<String, List<UploadedPart>> multiPartsTags) {}
}
