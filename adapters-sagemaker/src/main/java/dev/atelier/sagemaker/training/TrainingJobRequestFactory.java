package dev.atelier.sagemaker.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.atelier.application.training.KohyaToml;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingOptions;
import dev.atelier.domain.training.TrainingSpec;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.services.sagemaker.model.CreateTrainingJobRequest;
import software.amazon.awssdk.services.sagemaker.model.Tag;
import software.amazon.awssdk.services.sagemaker.model.TrainingInputMode;

/**
 * Builds CreateTrainingJob requests. Kohya's options are in a file in the bucket; hyperparameters give the locations
 * of that file, the base model, the images and the output.
 */
public final class TrainingJobRequestFactory {

    private static final String KOHYA = "kohya";
    private static final int VOLUME_GB = 125;

    private static final JsonMapper JSON = new JsonMapper();

    private final AwsResourceNames awsResourceNames;
    private final TrainingSettings settings;
    private final boolean plain;

    /** @param region AWS region; hyperparameters are plain text in China, base64 elsewhere */
    public TrainingJobRequestFactory(AwsResourceNames awsResourceNames, TrainingSettings settings, String region) {
        this.awsResourceNames = awsResourceNames;
        this.settings = settings;
        this.plain = region.startsWith("cn-");
    }

    /** The requested instance type, or the default. */
    String instanceType(TrainingSpec plan) {
        return plan.params().get("training_params") instanceof Map<?, ?> asked
                        && asked.get("training_instance_type") instanceof String type
                ? type
                : settings.defaultInstanceType();
    }

    /** Location of kohya's options. */
    static StorageUri config(TrainingSpec plan) {
        return plan.input().resolve("config.toml");
    }

    /** Kohya's options, without file locations, which the container sets. */
    static byte[] options(TrainingSpec plan) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("save_model_as", "safetensors");
        options.putAll(plan.checkedOptions());
        options.keySet().removeAll(TrainingOptions.SAMPLES); // the container reads no file of prompts
        return KohyaToml.of(options).getBytes(StandardCharsets.UTF_8);
    }

    /** @param images the folder with images and captions */
    CreateTrainingJobRequest of(TrainingJob job, StorageUri images) throws JsonProcessingException {
        TrainingSpec plan = job.plan();
        return CreateTrainingJobRequest.builder()
                .trainingJobName(awsResourceNames.of(job.id()))
                .roleArn(settings.role())
                .algorithmSpecification(algorithm -> algorithm
                        .trainingImage(settings.image().orElseThrow())
                        .trainingInputMode(TrainingInputMode.FILE))
                .hyperParameters(hyperparameters(plan, images))
                .resourceConfig(resources -> resources
                        .instanceType(instanceType(plan))
                        .instanceCount(1)
                        .volumeSizeInGB(VOLUME_GB))
                .outputDataConfig(
                        output -> output.s3OutputPath(settings.outputs().toString()))
                .stoppingCondition(condition ->
                        condition.maxRuntimeInSeconds((int) settings.longest().toSeconds()))
                .tags(Tag.builder()
                        .key(AwsResourceNames.INSTALLATION_TAG)
                        .value(awsResourceNames.prefix())
                        .build())
                .build();
    }

    private Map<String, String> hyperparameters(TrainingSpec plan, StorageUri images) throws JsonProcessingException {
        Map<String, Object> training = new LinkedHashMap<>();
        training.put("training_instance_type", instanceType(plan));
        training.put("fm_type", plan.foundation().word());
        training.put("s3_model_path", plan.base().location().toString());
        training.put("s3_data_path", images.toString());
        training.put("s3_toml_path", config(plan).toString());
        return Map.of(
                "sagemaker_program", encoded(settings.program()),
                "params", encoded(Map.of("training_params", training, "training_type", KOHYA)),
                "s3-input-path", encoded(plan.input().toString()),
                "s3-output-path", encoded(plan.output().toString()),
                "training-type", encoded(KOHYA));
    }

    private String encoded(Object value) throws JsonProcessingException {
        String json = JSON.writeValueAsString(value);
        return plain ? json : Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
