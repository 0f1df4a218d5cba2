package dev.atelier.sagemaker;

import io.micronaut.context.annotation.Context;

/** Reads the settings at the start, so that a wrong one stops the start rather than the first use. */
@SageMakerEnabled
@Context
final class AwsConfigurationCheck {

    AwsConfigurationCheck(AwsConfiguration configuration) {}
}
