package dev.atelier.sagemaker.training;

import dev.atelier.domain.StorageUri;
import java.time.Duration;
import java.util.Optional;

/**
 * What trainings are made of.
 *
 * @param role ARN of the role that they have
 * @param image their container image; empty: this installation does not train
 * @param program what the image is to run
 * @param usualInstanceType for those that ask for none
 * @param outputs the folder where SageMaker puts what it makes of its own accord
 * @param handOver how long one may wait to be handed over
 * @param longest how long one may take
 */
public record TrainingSettings(
        String role,
        Optional<String> image,
        String program,
        String usualInstanceType,
        StorageUri outputs,
        Duration handOver,
        Duration longest) {}
