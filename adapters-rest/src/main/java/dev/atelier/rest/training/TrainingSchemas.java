package dev.atelier.rest.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Map;

/** The request bodies of training operations, for the OpenAPI description only. */
final class TrainingSchemas {

    private TrainingSchemas() {}

    /**
     * A new training.
     *
     * @param loraTrainType kohya
     */
    record NewTraining(@JsonProperty("lora_train_type") String loraTrainType, Params params) {}

    /**
     * How to train.
     *
     * @param configParams options of kohya's train_network that this service allows, or sections of them; missing ones
     *     have defaults. Any other option, and a value of the wrong type or range, is 400 with what is allowed
     */
    record Params(
            @JsonProperty("training_params") TrainingParams trainingParams,
            @Nullable @JsonProperty("config_params") Map<String, Object> configParams) {}

    /**
     * The inputs of the training.
     *
     * @param instanceType ignored; the response repeats it
     * @param modelPath the base model in the store; or {@code model}
     * @param model the name of the base model
     * @param dataPath the folder of the dataset in the store; or {@code dataset}
     * @param dataset the name of the dataset
     * @param fmType sd_1_5 or sd_xl
     */
    record TrainingParams(
            @JsonProperty("training_instance_type") String instanceType,
            @Nullable @JsonProperty("s3_model_path") String modelPath,
            @Nullable String model,
            @Nullable @JsonProperty("s3_data_path") String dataPath,
            @Nullable String dataset,
            @JsonProperty("fm_type") String fmType) {}

    record TrainingIds(@JsonProperty("training_id_list") List<String> trainingIds) {}

    record NewTrainingAnswer(int statusCode, CreateTrainingResponse data, String message) {}

    record TrainingAnswer(int statusCode, TrainingResponse data, String message) {}

    record TrainingsAnswer(int statusCode, TrainingListResponse data, String message) {}
}
