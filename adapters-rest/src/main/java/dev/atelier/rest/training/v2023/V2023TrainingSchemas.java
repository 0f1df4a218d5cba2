package dev.atelier.rest.training.v2023;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.training.TrainingJob;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;

/** The bodies of operations on one training. */
final class V2023TrainingSchemas {

    private V2023TrainingSchemas() {}

    /**
     * A new training.
     *
     * @param trainType Stable-diffusion
     * @param modelId the id of the base model
     */
    record NewTrain(
            @JsonProperty("train_type") String trainType,
            @JsonProperty("model_id") @Size(min = 1) String modelId,
            NewTrainParams params) {}

    /**
     * @param configParams of the dreambooth extension; options without equivalent are ignored, and the response repeats
     *     them
     */
    record NewTrainParams(
            @JsonProperty("training_params") TrainingParams trainingParams,
            @JsonProperty("config_params") Map<String, Object> configParams,
            @JsonProperty("*") Map<String, Object> all) {}

    /**
     * What to train with.
     *
     * @param data the folder of one dataset in the store
     * @param classData empty, or empty strings
     * @param instanceType ignored; the response repeats it
     * @param fmType sd_1_5 or sd_xl; sd_1_5 by default
     */
    record TrainingParams(
            @JsonProperty("data_tar_list") List<String> data,
            @Nullable @JsonProperty("class_data_tar_list") List<String> classData,

            @JsonProperty("training_instance_type") @Size(min = 1)
            String instanceType,

            @Nullable @JsonProperty("fm_type") String fmType) {}

    /** @param status Training */
    record TrainChange(
            @JsonProperty("train_job_id") @Size(min = 1) String trainJobId, String status) {}

    /** @param s3PresignUrl always null: the images are in the store already */
    @Serdeable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record NewTrainAnswer(
            int statusCode,
            V2023TrainingResponse job,
            @Nullable Map<String, String> s3PresignUrl) {

        static NewTrainAnswer of(TrainingJob job) {
            return new NewTrainAnswer(HttpStatus.OK.getCode(), V2023TrainingResponse.of(job), null);
        }
    }

    @Serdeable
    record TrainAnswer(int statusCode, V2023TrainingResponse job) {

        static TrainAnswer of(TrainingJob job) {
            return new TrainAnswer(HttpStatus.OK.getCode(), V2023TrainingResponse.of(job));
        }
    }
}
