package dev.atelier.rest.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.core.annotation.Nullable;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;

/** The bodies of training operations; those of responses are for the OpenAPI description only. */
final class TrainingSchemas {

    private TrainingSchemas() {}

    /**
     * A new training.
     *
     * @param loraTrainType kohya
     */
    record NewTraining(@JsonProperty("lora_train_type") String loraTrainType, NewTrainingParams params) {}

    /**
     * How to train.
     *
     * @param configParams options of kohya's train_network that this service allows, or sections of them; missing ones
     *     have defaults. Any other option, and a value of the wrong type or range, is 400 with what is allowed
     */
    record NewTrainingParams(
            @JsonProperty("training_params") TrainingParams trainingParams,
            @Nullable @JsonProperty("config_params") Map<String, Object> configParams,
            @JsonProperty("*") Map<String, Object> all) {}

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
            @JsonProperty("training_instance_type") @Size(min = 1)
            String instanceType,

            @Nullable @JsonProperty("s3_model_path") String modelPath,
            @Nullable String model,
            @Nullable @JsonProperty("s3_data_path") String dataPath,
            @Nullable String dataset,
            @JsonProperty("fm_type") String fmType) {}

    record TrainingIds(@JsonProperty("training_id_list") List<@Size(min = 1) String> trainingIds) {}

    /** The client's params, and these. */
    record ShownParams(
            @JsonProperty("config_params") Map<String, Object> configParams,
            @JsonProperty("training_params") Map<String, Object> trainingParams,
            @JsonProperty("training_type") String trainingType,
            @Nullable @JsonProperty("input_location") String inputLocation,
            @Nullable @JsonProperty("output_location") String outputLocation,
            @Nullable Map<String, Object> progress,
            @Nullable List<Loss> losses,
            @Nullable List<Sample> samples,
            @Nullable Times times,
            @Nullable List<String> logs,
            @Nullable List<Map<String, String>> models,
            @JsonProperty("*") Map<String, Object> others) {}

    /** The loss after a step. */
    record Loss(int step, double loss) {}

    /** An image that was made of a prompt after an epoch or a step. */
    record Sample(@Nullable Integer epoch, @Nullable Integer step, String prompt, String url) {}

    /** When a training began, when its trainer wrote something last, and when it ended, in seconds since 1970. */
    record Times(
            @Nullable String started,
            @Nullable @JsonProperty("last_output") String lastOutput,
            @Nullable String ended) {}

    record NewTrainingAnswer(int statusCode, CreateTrainingResponse data, String message) {}

    record TrainingAnswer(int statusCode, TrainingResponse data, String message) {}

    record TrainingsAnswer(int statusCode, TrainingListResponse data, String message) {}
}
