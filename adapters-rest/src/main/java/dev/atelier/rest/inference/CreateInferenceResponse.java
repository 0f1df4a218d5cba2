package dev.atelier.rest.inference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Map;

/** A new job, and the upload URL of its payload. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record CreateInferenceResponse(
        String id,
        String type,
        @JsonProperty("api_params_s3_location") String payload,
        @JsonProperty("api_params_s3_upload_url") String uploadUrl,
        List<Model> models) {

    /** A model of the job; one that is not a file has its type as id. */
    @Serdeable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Model(String id, List<String> name, String type) {

        static Model of(ModelReference model) {
            String type = model.type().word();
            return new Model(model.isFile() ? model.checkpoint().toString() : type, List.of(model.name()), type);
        }
    }

    /** The data of the response. */
    static Map<String, CreateInferenceResponse> data(InferenceJob job, String uploadUrl) {
        return Map.of(
                "inference",
                new CreateInferenceResponse(
                        job.id().toString(),
                        job.taskType().word(),
                        job.payload().toString(),
                        uploadUrl,
                        job.models().stream().map(Model::of).toList()));
    }
}
