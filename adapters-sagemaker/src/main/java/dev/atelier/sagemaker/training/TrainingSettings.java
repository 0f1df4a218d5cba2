package dev.atelier.sagemaker.training;

import dev.atelier.domain.StorageUri;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of trainings.
 *
 * @param role ARN of the execution role
 * @param image the container image; empty: trainings are rejected
 * @param program the program that the image runs
 * @param defaultInstanceType the instance type of trainings that name none
 * @param outputs the folder for SageMaker's own output
 * @param handOver for how long the submission is retried
 * @param longest the maximum runtime
 */
public record TrainingSettings(
        String role,
        Optional<String> image,
        String program,
        String defaultInstanceType,
        StorageUri outputs,
        Duration handOver,
        Duration longest) {}
