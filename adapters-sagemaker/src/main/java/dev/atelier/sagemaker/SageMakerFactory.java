package dev.atelier.sagemaker;

import dev.atelier.application.Signals;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.compute.Backends;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.endpoint.RefreshEndpoints;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.Invocations;
import dev.atelier.application.inference.PayloadReader;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.domain.StorageUri;
import dev.atelier.sagemaker.aws.InstanceTypes;
import dev.atelier.sagemaker.aws.Names;
import dev.atelier.sagemaker.aws.PollingBackoff;
import dev.atelier.sagemaker.endpoint.EndpointSettings;
import dev.atelier.sagemaker.endpoint.EndpointWatch;
import dev.atelier.sagemaker.endpoint.SageMakerProvisioner;
import dev.atelier.sagemaker.event.Events;
import dev.atelier.sagemaker.event.QueueListener;
import dev.atelier.sagemaker.event.Watch;
import dev.atelier.sagemaker.inference.InferenceCompletionHandler;
import dev.atelier.sagemaker.inference.InferencePorts;
import dev.atelier.sagemaker.inference.InferenceSettings;
import dev.atelier.sagemaker.inference.JobWatch;
import dev.atelier.sagemaker.inference.SageMakerRunner;
import dev.atelier.sagemaker.training.SageMakerTrainer;
import dev.atelier.sagemaker.training.TrainingPorts;
import dev.atelier.sagemaker.training.TrainingSettings;
import dev.atelier.sagemaker.training.TrainingWatch;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Puts this backend together. What looks at things needs the backends, and they are made of it: it asks for them later. */
@SageMakerEnabled
@Factory
final class SageMakerFactory {

    private final AwsConfiguration configuration;
    private final StorageLayout layout;
    private final Clock clock;
    private final Names names;
    private final PollingBackoff pollingBackoff;
    private final InstanceTypes types;

    /** @param readable not used, but has to be there first: it tells more of what is wrong */
    SageMakerFactory(
            ConfigurationValidator readable, AwsConfiguration configuration, StorageLayout layout, Clock clock) {
        this.configuration = configuration;
        this.layout = layout;
        this.clock = clock;
        this.names = new Names(configuration.prefix());
        this.pollingBackoff = new PollingBackoff(
                configuration.polling().shortest(), configuration.polling().longest());
        this.types = new InstanceTypes(configuration.extraInstanceTypes());
    }

    /** @param ports not used, but closed later: answers that are waited for in the end are stored, too */
    @Singleton
    @Bean(preDestroy = "close")
    SageMakerResources site(InferencePorts ports) {
        return SageMakerResources.open(configuration);
    }

    @Singleton
    SageMakerProvisioner provisioner(SageMakerResources sageMakerResources, ModelStore store) {
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
        return new SageMakerProvisioner(sageMakerResources.aws(), store, settings, types, names, clock);
    }

    @Singleton
    EndpointWatch endpointWatch(
            EndpointRepository endpoints, RefreshEndpoints refresh, SageMakerProvisioner provisioner) {
        return new EndpointWatch(SageMakerEnabled.BACKEND, endpoints, refresh, provisioner, pollingBackoff, clock);
    }

    @Singleton
    InferenceSettings inferenceSettings(SageMakerResources sageMakerResources) {
        AwsTimeouts timeouts = configuration.timeouts();
        return new InferenceSettings(
                timeouts.handOver(),
                timeouts.waiting(),
                timeouts.invocation(),
                sageMakerResources.spool().folder());
    }

    @Singleton
    InferencePorts inferencePorts(
            InferenceJobRepository jobs,
            Invocations invocations,
            EndpointRepository endpoints,
            ModelStore store,
            Signals signals,
            CompleteInference complete,
            PayloadReader payloads,
            CheckPayload check) {
        return new InferencePorts(
                jobs, invocations, endpoints, store, layout, signals, complete, payloads, check, clock);
    }

    @Singleton
    InferenceCompletionHandler endings(InferencePorts ports, InferenceSettings settings) {
        return new InferenceCompletionHandler(ports, settings);
    }

    @Singleton
    SageMakerRunner runner(
            SageMakerResources sageMakerResources,
            InferencePorts ports,
            InferenceSettings settings,
            InferenceCompletionHandler inferenceCompletionHandler,
            @Value("${atelier.background:true}") boolean background) {
        return new SageMakerRunner(
                sageMakerResources.aws(),
                names,
                ports,
                settings,
                pollingBackoff,
                inferenceCompletionHandler,
                sageMakerResources.threads(),
                background);
    }

    @Singleton
    JobWatch jobWatch(
            SageMakerResources sageMakerResources,
            InferencePorts ports,
            InferenceSettings settings,
            SageMakerRunner runner,
            InferenceCompletionHandler inferenceCompletionHandler,
            RefreshEndpoints refresh,
            SageMakerProvisioner provisioner) {
        return new JobWatch(
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
    SageMakerTrainer trainer(
            SageMakerResources sageMakerResources,
            TrainingSettings settings,
            TrainingPorts ports,
            BeanProvider<Watch> watch) {
        return new SageMakerTrainer(sageMakerResources.aws(), names, settings, types, ports, () -> watch.get()
                .triggerNow());
    }

    @Singleton
    TrainingWatch trainingWatch(
            SageMakerResources sageMakerResources,
            TrainingSettings settings,
            TrainingPorts ports,
            SageMakerTrainer trainer) {
        return new TrainingWatch(
                SageMakerEnabled.BACKEND, sageMakerResources.aws(), names, settings, ports, trainer, pollingBackoff);
    }

    @Singleton
    Backends.Backend backend(SageMakerProvisioner provisioner, SageMakerRunner runner, SageMakerTrainer trainer) {
        return new Backends.Backend(
                SageMakerEnabled.BACKEND,
                "endpoints and trainings named " + names.prefix() + "-…",
                provisioner,
                runner,
                trainer);
    }

    @Singleton
    @Bean(preDestroy = "close")
    Watch watch(EndpointWatch endpoints, JobWatch jobs, TrainingWatch trainings, SageMakerRunner runner) {
        return new Watch(
                List.of(endpoints::look, jobs::look, trainings::look), runner::awaitCalls, pollingBackoff.shortest());
    }

    @Singleton
    Events events(
            InferenceCompletionHandler inferenceCompletionHandler, EndpointWatch endpoints, TrainingWatch trainings) {
        return new Events(names, inferenceCompletionHandler, endpoints, trainings);
    }

    @Singleton
    @Bean(preDestroy = "close")
    @Requires(property = AwsConfiguration.KEY + ".queue-url")
    @Requires(property = AwsConfiguration.KEY + ".queue-url", notEquals = "")
    QueueListener listener(SageMakerResources sageMakerResources, Events events) {
        return new QueueListener(sageMakerResources.aws().queue(), configuration.queueUrl(), events);
    }
}
