package dev.atelier.sagemaker;

import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.StoppedTrainingQueue;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import dev.atelier.sagemaker.aws.InstanceTypeAllowlist;
import dev.atelier.sagemaker.aws.PollingBackoff;
import dev.atelier.sagemaker.event.PollingScheduler;
import dev.atelier.sagemaker.training.DatasetStager;
import dev.atelier.sagemaker.training.SageMakerTrainingRunner;
import dev.atelier.sagemaker.training.StoppedTrainingPoller;
import dev.atelier.sagemaker.training.TrainingCompletionHandler;
import dev.atelier.sagemaker.training.TrainingJobCreation;
import dev.atelier.sagemaker.training.TrainingJobRequestFactory;
import dev.atelier.sagemaker.training.TrainingJobSubmitter;
import dev.atelier.sagemaker.training.TrainingOutput;
import dev.atelier.sagemaker.training.TrainingPoller;
import dev.atelier.sagemaker.training.TrainingSchedule;
import dev.atelier.sagemaker.training.TrainingSettings;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import software.amazon.awssdk.services.sagemaker.SageMakerClient;

/** Wires the trainings of the SageMaker backend. The runner gets the scheduler lazily, because that depends on it. */
@SageMakerEnabled
@Factory
final class SageMakerTrainingFactory {

    private final SageMakerClient sageMaker;
    private final AwsResourceNames awsResourceNames;
    private final TrainingSettings settings;
    private final TrainingJobRequestFactory request;
    private final TrainingSchedule schedule;
    private final Clock clock;

    SageMakerTrainingFactory(
            AwsConfiguration configuration,
            SageMakerResources sageMakerResources,
            AwsResourceNames awsResourceNames,
            StorageLayout layout,
            PollingBackoff pollingBackoff,
            Clock clock) {
        this.sageMaker = sageMakerResources.aws().sageMaker();
        this.awsResourceNames = awsResourceNames;
        this.settings = new TrainingSettings(
                configuration.executionRole(),
                Optional.ofNullable(configuration.trainingImage()),
                configuration.trainingProgram(),
                configuration.trainingInstanceType(),
                layout.invocationOutputs(),
                configuration.timeouts().handOver(),
                configuration.timeouts().training());
        this.request = new TrainingJobRequestFactory(
                awsResourceNames,
                settings,
                sageMaker.serviceClientConfiguration().region().id());
        this.schedule = new TrainingSchedule(settings, pollingBackoff, clock);
        this.clock = clock;
    }

    @Singleton
    SageMakerTrainingRunner trainer(
            InstanceTypeAllowlist types, TrainingQueue queue, BeanProvider<PollingScheduler> watch) {
        return new SageMakerTrainingRunner(
                sageMaker,
                awsResourceNames,
                settings,
                types,
                request,
                queue,
                () -> watch.get().triggerNow());
    }

    @Singleton
    TrainingOutput trainingOutput(ModelStore store, ModelFileInspector inspector) {
        return new TrainingOutput(store, inspector);
    }

    @Singleton
    TrainingCompletionHandler trainingEndings(CompleteTraining complete, TrainingOutput files) {
        return new TrainingCompletionHandler(complete, files, settings, clock);
    }

    @Singleton
    TrainingJobSubmitter trainingSubmitter(
            TrainingJobRepository jobs,
            TrainingQueue queue,
            ModelStore store,
            SageMakerTrainingRunner trainer,
            TrainingCompletionHandler trainingCompletionHandler) {
        TrainingJobCreation creation =
                new TrainingJobCreation(sageMaker, request, store, new DatasetStager(store, clock));
        return new TrainingJobSubmitter(creation, jobs, queue, trainer, trainingCompletionHandler, schedule);
    }

    @Singleton
    TrainingPoller trainingWatch(
            TrainingJobRepository jobs,
            TrainingQueue queue,
            SageMakerTrainingRunner trainer,
            TrainingJobSubmitter trainingJobSubmitter,
            TrainingCompletionHandler trainingCompletionHandler,
            StoppedTrainingPoller stopped) {
        return new TrainingPoller(
                SageMakerEnabled.BACKEND,
                jobs,
                queue,
                trainer,
                trainingJobSubmitter,
                trainingCompletionHandler,
                schedule,
                stopped);
    }

    @Singleton
    StoppedTrainingPoller stoppedTrainings(
            StoppedTrainingQueue queue,
            SageMakerTrainingRunner trainer,
            CompleteTraining complete,
            TrainingOutput files,
            PollingBackoff pollingBackoff) {
        return new StoppedTrainingPoller(
                SageMakerEnabled.BACKEND, queue, trainer, complete, files, pollingBackoff, clock);
    }
}
