package dev.atelier.sagemaker;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.endpoint.ReconcileEndpoints;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.PayloadReader;
import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.domain.StorageUri;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import dev.atelier.sagemaker.aws.InstanceTypeAllowlist;
import dev.atelier.sagemaker.aws.PollingBackoff;
import dev.atelier.sagemaker.endpoint.EndpointPoller;
import dev.atelier.sagemaker.endpoint.EndpointSettings;
import dev.atelier.sagemaker.endpoint.SageMakerEndpointProvisioner;
import dev.atelier.sagemaker.event.AwsEventDispatcher;
import dev.atelier.sagemaker.event.PollingScheduler;
import dev.atelier.sagemaker.event.SqsEventListener;
import dev.atelier.sagemaker.inference.InferenceCompletionHandler;
import dev.atelier.sagemaker.inference.InferencePorts;
import dev.atelier.sagemaker.inference.InferenceTimeouts;
import dev.atelier.sagemaker.inference.InvocationPoller;
import dev.atelier.sagemaker.inference.SageMakerInferenceRunner;
import dev.atelier.sagemaker.training.SageMakerTrainingRunner;
import dev.atelier.sagemaker.training.TrainingPoller;
import dev.atelier.sagemaker.training.TrainingPorts;
import dev.atelier.sagemaker.training.TrainingSettings;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Wires the SageMaker backend. Pollers get the backend registry lazily, because the registry depends on the beans made
 * here.
 */
@SageMakerEnabled
@Factory
final class SageMakerFactory {

    private final AwsConfiguration configuration;
    private final StorageLayout layout;
    private final Clock clock;
    private final AwsResourceNames awsResourceNames;
    private final PollingBackoff pollingBackoff;
    private final InstanceTypeAllowlist types;

    /** @param readable unused; makes the validator run first, whose messages are more specific */
    SageMakerFactory(
            ConfigurationValidator readable, AwsConfiguration configuration, StorageLayout layout, Clock clock) {
        this.configuration = configuration;
        this.layout = layout;
        this.clock = clock;
        this.awsResourceNames = new AwsResourceNames(configuration.prefix());
        this.pollingBackoff = new PollingBackoff(
                configuration.polling().shortest(), configuration.polling().longest());
        this.types = new InstanceTypeAllowlist(configuration.extraInstanceTypes());
    }

    /** @param ports unused; keeps the stores open while responses in flight are stored during shutdown */
    @Singleton
    @Bean(preDestroy = "close")
    SageMakerResources site(InferencePorts ports) {
        return SageMakerResources.open(configuration);
    }

    @Singleton
    SageMakerEndpointProvisioner provisioner(SageMakerResources sageMakerResources, ModelStore store) {
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
            EndpointRepository endpoints, ReconcileEndpoints refresh, SageMakerEndpointProvisioner provisioner) {
        return new EndpointPoller(SageMakerEnabled.BACKEND, endpoints, refresh, provisioner, pollingBackoff, clock);
    }

    @Singleton
    InferenceTimeouts inferenceSettings(SageMakerResources sageMakerResources) {
        AwsTimeouts timeouts = configuration.timeouts();
        return new InferenceTimeouts(
                timeouts.handOver(),
                timeouts.waiting(),
                timeouts.invocation(),
                sageMakerResources.spool().folder());
    }

    @Singleton
    InferencePorts inferencePorts(
            InferenceJobRepository jobs,
            RemoteInvocationRepository remoteInvocationRepository,
            EndpointRepository endpoints,
            ModelStore store,
            NotificationBus notificationBus,
            CompleteInference complete,
            PayloadReader payloads,
            CheckPayload check) {
        return new InferencePorts(
                jobs,
                remoteInvocationRepository,
                endpoints,
                store,
                layout,
                notificationBus,
                complete,
                payloads,
                check,
                clock);
    }

    @Singleton
    InferenceCompletionHandler endings(InferencePorts ports, InferenceTimeouts settings) {
        return new InferenceCompletionHandler(ports, settings);
    }

    @Singleton
    SageMakerInferenceRunner runner(
            SageMakerResources sageMakerResources,
            InferencePorts ports,
            InferenceTimeouts settings,
            InferenceCompletionHandler inferenceCompletionHandler,
            @Value("${atelier.background:true}") boolean background) {
        return new SageMakerInferenceRunner(
                sageMakerResources.aws(),
                awsResourceNames,
                ports,
                settings,
                pollingBackoff,
                inferenceCompletionHandler,
                sageMakerResources.threads(),
                background);
    }

    @Singleton
    InvocationPoller jobWatch(
            SageMakerResources sageMakerResources,
            InferencePorts ports,
            InferenceTimeouts settings,
            SageMakerInferenceRunner runner,
            InferenceCompletionHandler inferenceCompletionHandler,
            ReconcileEndpoints refresh,
            SageMakerEndpointProvisioner provisioner) {
        return new InvocationPoller(
                ports,
                settings,
                pollingBackoff,
                runner,
                inferenceCompletionHandler,
                refresh,
                provisioner,
                sageMakerResources.threads());
    }

    @Singleton
    TrainingSettings trainingSettings() {
        AwsTimeouts timeouts = configuration.timeouts();
        return new TrainingSettings(
                configuration.executionRole(),
                Optional.ofNullable(configuration.trainingImage()),
                configuration.trainingProgram(),
                configuration.trainingInstanceType(),
                layout.invocationOutputs(),
                timeouts.handOver(),
                timeouts.training());
    }

    @Singleton
    TrainingPorts trainingPorts(
            TrainingJobRepository jobs,
            TrainingQueue queue,
            CompleteTraining complete,
            ModelStore store,
            ModelFileInspector inspector) {
        return new TrainingPorts(jobs, queue, complete, store, inspector, clock);
    }

    @Singleton
    SageMakerTrainingRunner trainer(
            SageMakerResources sageMakerResources,
            TrainingSettings settings,
            TrainingPorts ports,
            BeanProvider<PollingScheduler> watch) {
        return new SageMakerTrainingRunner(
                sageMakerResources.aws(), awsResourceNames, settings, types, ports, () -> watch.get()
                        .triggerNow());
    }

    @Singleton
    TrainingPoller trainingWatch(
            SageMakerResources sageMakerResources,
            TrainingSettings settings,
            TrainingPorts ports,
            SageMakerTrainingRunner trainer) {
        return new TrainingPoller(
                SageMakerEnabled.BACKEND,
                sageMakerResources.aws(),
                awsResourceNames,
                settings,
                ports,
                trainer,
                pollingBackoff);
    }

    @Singleton
    BackendRegistry.ComputeBackend backend(
            SageMakerEndpointProvisioner provisioner,
            SageMakerInferenceRunner runner,
            SageMakerTrainingRunner trainer) {
        return new BackendRegistry.ComputeBackend(
                SageMakerEnabled.BACKEND,
                "endpoints and trainings named " + awsResourceNames.prefix() + "-…",
                provisioner,
                runner,
                trainer);
    }

    @Singleton
    @Bean(preDestroy = "close")
    PollingScheduler watch(
            EndpointPoller endpoints,
            InvocationPoller jobs,
            TrainingPoller trainings,
            SageMakerInferenceRunner runner) {
        return new PollingScheduler(
                List.of(endpoints::poll, jobs::poll, trainings::poll), runner::awaitCalls, pollingBackoff.shortest());
    }

    @Singleton
    AwsEventDispatcher events(
            InferenceCompletionHandler inferenceCompletionHandler, EndpointPoller endpoints, TrainingPoller trainings) {
        return new AwsEventDispatcher(awsResourceNames, inferenceCompletionHandler, endpoints, trainings);
    }

    @Singleton
    @Bean(preDestroy = "close")
    @Requires(property = AwsConfiguration.KEY + ".queue-url")
    @Requires(property = AwsConfiguration.KEY + ".queue-url", notEquals = "")
    SqsEventListener listener(SageMakerResources sageMakerResources, AwsEventDispatcher awsEventDispatcher) {
        return new SqsEventListener(sageMakerResources.aws().queue(), configuration.queueUrl(), awsEventDispatcher);
    }
}
