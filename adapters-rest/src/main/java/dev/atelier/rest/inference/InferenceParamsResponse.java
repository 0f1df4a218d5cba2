package dev.atelier.rest.inference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import io.micronaut.serde.annotation.Serdeable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The models and the endpoint of a job. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record InferenceParamsResponse(
        @JsonProperty("input_body_presign_url") String payloadUrl,
        @JsonProperty("used_models") Map<String, List<Model>> usedModels,
        @JsonProperty("input_body_s3") String payload,
        @JsonProperty("output_path") String outputPath,
        @JsonProperty("sagemaker_inference_instance_type") String instanceType,
        @JsonProperty("sagemaker_inference_endpoint_id") String endpointId,
        @JsonProperty("sagemaker_inference_endpoint_name") String endpointName) {

    /** A model; one that is a choice rather than a file has its type as id, and the word None as location. */
    @Serdeable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Model(
            String s3,
            String id,
            @JsonProperty("model_name") String modelName,
            String type) {

        static Model of(ModelReference model) {
            String type = model.type().word();
            return model.isFile()
                    ? new Model(model.folder().toString(), model.checkpoint().toString(), model.name(), type)
                    : new Model("None", type, model.name(), type);
        }
    }

    static InferenceParamsResponse of(InferenceJob job, String payloadUrl) {
        return new InferenceParamsResponse(
                payloadUrl,
                byType(job.models()),
                job.payload().toString(),
                job.results().toString(),
                job.place().instanceType(),
                job.place().endpoint().toString(),
                job.place().name().value());
    }

    /** The two documented types are always there, others where the job uses them. */
    private static Map<String, List<Model>> byType(List<ModelReference> models) {
        Map<String, List<Model>> byType = new LinkedHashMap<>();
        byType.put(CheckpointType.STABLE_DIFFUSION.word(), new ArrayList<>());
        byType.put(CheckpointType.VAE.word(), new ArrayList<>());
        for (ModelReference model : models) {
            byType.computeIfAbsent(model.type().word(), type -> new ArrayList<>())
                    .add(Model.of(model));
        }
        return byType;
    }
}
