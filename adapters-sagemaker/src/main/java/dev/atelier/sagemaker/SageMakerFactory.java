package dev.atelier.sagemaker;

import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.endpoint.ReconcileEndpoints;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.StorageUri;
import dev.atelier.sagemaker.aws.AwsClients;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import dev.atelier.sagemaker.aws.InstanceTypeAllowlist;
import dev.atelier.sagemaker.aws.PollingBackoff;
import dev.atelier.sagemaker.endpoint.EndpointPoller;
import dev.atelier.sagemaker.endpoint.EndpointSettings;
import dev.atelier.sagemaker.endpoint.SageMakerEndpointProvisioner;
import dev.atelier.sagemaker.event.AwsEventDispatcher;
import dev.atelier.sagemaker.event.PollingScheduler;
import dev.atelier.sagemaker.event.SqsEventListener;
import dev.atelier.sagemaker.inference.ContainerCapabilities;
import dev.atelier.sagemaker.inference.InferenceCompletionHandler;
import dev.atelier.sagemaker.inference.InvocationPoller;
import dev.atelier.sagemaker.inference.SageMakerInferenceRunner;
import dev.atelier.sagemaker.training.SageMakerTrainingRunner;
import dev.atelier.sagemaker.training.TrainingPoller;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.applicationautoscaling.ApplicationAutoScalingClientBuilder;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClientBuilder;
import software.amazon.awssdk.services.sagemaker.SageMakerClientBuilder;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClientBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Wires the SageMaker backend: its clients, endpoints and events. */
@SageMakerEnabled
@Factory
final class SageMakerFactory {

    private final AwsConfiguration configuration;
    private final StorageLayout layout;
    private final Clock clock;

    SageMakerFactory(AwsConfiguration configuration, StorageLayout layout, Clock clock) {
        this.configuration = configuration;
        this.layout = layout;
        this.clock = clock;
    }

    @Singleton
    AwsResourceNames awsResourceNames() {
        return new AwsResourceNames(configuration.prefix());
    }

    @Singleton
    PollingBackoff pollingBackoff() {
        return new PollingBackoff(
                configuration.polling().shortest(), configuration.polling().longest());
    }

    @Singleton
    InstanceTypeAllowlist instanceTypes() {
        return new InstanceTypeAllowlist(configuration.extraInstanceTypes());
    }

    /** @param complete unused; keeps the stores open while responses in flight are stored during shutdown */
    @Singleton
    @Bean(preDestroy = "close")
    SageMakerResources site(
            CompleteInference complete,
            SageMakerClientBuilder sageMaker,
            SageMakerRuntimeClientBuilder runtime,
            ApplicationAutoScalingClientBuilder scaling,
            CloudWatchClientBuilder alarms) {
        AwsClients aws = new AwsClients(sageMaker.build(), runtime.build(), scaling.build(), alarms.build());
        return SageMakerResources.open(aws, configuration);
    }

    @Singleton
    SageMakerEndpointProvisioner provisioner(
            SageMakerResources sageMakerResources,
            ModelStore store,
            InstanceTypeAllowlist types,
            AwsResourceNames awsResourceNames) {
        EndpointSettings settings = new EndpointSettings(
                configuration.executionRole(),
                configuration.inferenceImage(),
                Optional.ofNullable(configuration.modelDataUrl())
                        .map(StorageUri::parse)
                        .orElseGet(layout::modelData),
                layout.invocationOutputs(),
                Optional.ofNullable(configuration.successTopic())
                        .map(success -> new EndpointSettings.Topics(success, configuration.errorTopic())),
                configuration.timeouts().endpointStart());
        return new SageMakerEndpointProvisioner(
                sageMakerResources.aws(), store, settings, types, awsResourceNames, clock);
    }

    @Singleton
    EndpointPoller endpointWatch(
            EndpointRepository endpoints,
            ReconcileEndpoints refresh,
            SageMakerEndpointProvisioner provisioner,
            PollingBackoff pollingBackoff) {
        return new EndpointPoller(SageMakerEnabled.BACKEND, endpoints, refresh, provisioner, pollingBackoff, clock);
    }

    @Singleton
    BackendRegistry.ComputeBackend backend(
            AwsResourceNames awsResourceNames,
            SageMakerEndpointProvisioner provisioner,
            SageMakerInferenceRunner runner,
            SageMakerTrainingRunner trainer) {
        return new BackendRegistry.ComputeBackend(
                SageMakerEnabled.BACKEND,
                "endpoints and trainings named " + awsResourceNames.prefix() + "-…",
                provisioner,
                runner,
                trainer,
                new ContainerCapabilities());
    }

    @Singleton
    @Bean(preDestroy = "close")
    PollingScheduler watch(
            EndpointPoller endpoints,
            InvocationPoller jobs,
            TrainingPoller trainings,
            SageMakerInferenceRunner runner,
            PollingBackoff pollingBackoff) {
        return new PollingScheduler(
                List.of(endpoints::poll, jobs::poll, trainings::poll), runner::awaitCalls, pollingBackoff.shortest());
    }

    @Singleton
    AwsEventDispatcher events(
            AwsResourceNames awsResourceNames,
            InferenceCompletionHandler inferenceCompletionHandler,
            EndpointPoller endpoints,
            TrainingPoller trainings) {
        return new AwsEventDispatcher(awsResourceNames, inferenceCompletionHandler, endpoints, trainings);
    }

    @Singleton
    @Bean(preDestroy = "close")
    @Requires(property = AwsConfiguration.KEY + ".queue-url")
    @Requires(property = AwsConfiguration.KEY + ".queue-url", notEquals = "")
    SqsEventListener listener(SqsClient sqs, AwsEventDispatcher awsEventDispatcher) {
        return new SqsEventListener(sqs, configuration.queueUrl(), awsEventDispatcher);
    }
}
