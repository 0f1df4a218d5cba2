package dev.atelier.sagemaker;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.endpoint.ReconcileEndpoints;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.PayloadReader;
import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import dev.atelier.sagemaker.aws.PollingBackoff;
import dev.atelier.sagemaker.endpoint.SageMakerEndpointProvisioner;
import dev.atelier.sagemaker.inference.AsyncInvoker;
import dev.atelier.sagemaker.inference.CheckedPayload;
import dev.atelier.sagemaker.inference.EndpointAvailability;
import dev.atelier.sagemaker.inference.InferenceCompletionHandler;
import dev.atelier.sagemaker.inference.InferenceTimeouts;
import dev.atelier.sagemaker.inference.InvocationCheck;
import dev.atelier.sagemaker.inference.InvocationFiles;
import dev.atelier.sagemaker.inference.InvocationPoller;
import dev.atelier.sagemaker.inference.RealTimeInvoker;
import dev.atelier.sagemaker.inference.SageMakerInferenceRunner;
import dev.atelier.sagemaker.inference.SubmissionSchedule;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Wires the inferences of the SageMaker backend. */
@SageMakerEnabled
@Factory
final class SageMakerInferenceFactory {

    private final SageMakerResources sageMakerResources;
    private final AwsResourceNames awsResourceNames;
    private final PollingBackoff pollingBackoff;
    private final InferenceTimeouts settings;
    private final Clock clock;

    SageMakerInferenceFactory(
            AwsConfiguration configuration,
            SageMakerResources sageMakerResources,
            AwsResourceNames awsResourceNames,
            PollingBackoff pollingBackoff,
            Clock clock) {
        this.sageMakerResources = sageMakerResources;
        this.awsResourceNames = awsResourceNames;
        this.pollingBackoff = pollingBackoff;
        this.settings = new InferenceTimeouts(
                configuration.timeouts().handOver(),
                configuration.timeouts().waiting(),
                configuration.timeouts().invocation(),
                configuration.realTimeMaxRequestBytes(),
                sageMakerResources.spool().path());
        this.clock = clock;
    }

    @Singleton
    InvocationFiles files(ModelStore store, StorageLayout layout) {
        return new InvocationFiles(store, layout);
    }

    @Singleton
    InferenceCompletionHandler endings(
            InferenceJobRepository jobs,
            RemoteInvocationRepository invocations,
            CompleteInference complete,
            InvocationFiles files) {
        return new InferenceCompletionHandler(jobs, invocations, complete, files, settings.spool());
    }

    @Singleton
    CheckedPayload checkedPayload(PayloadReader payloads, CheckPayload check, InvocationFiles files) {
        return new CheckedPayload(payloads, check, files, settings.spool());
    }

    @Singleton
    AsyncInvoker asyncInvoker(
            CheckedPayload payload,
            InvocationFiles files,
            RemoteInvocationRepository invocations,
            InferenceCompletionHandler inferenceCompletionHandler) {
        return new AsyncInvoker(
                sageMakerResources.aws().runtime(),
                awsResourceNames,
                payload,
                files,
                settings,
                new SubmissionSchedule(
                        invocations, inferenceCompletionHandler, settings.handOver(), pollingBackoff, clock),
                inferenceCompletionHandler);
    }

    @Singleton
    RealTimeInvoker realTimeInvoker(CheckedPayload payload, InferenceCompletionHandler inferenceCompletionHandler) {
        return new RealTimeInvoker(
                sageMakerResources.aws().runtime(), awsResourceNames, inferenceCompletionHandler, payload, settings);
    }

    @Singleton
    SageMakerInferenceRunner runner(
            AsyncInvoker async,
            RealTimeInvoker realTime,
            RemoteInvocationRepository invocations,
            NotificationBus notificationBus,
            InvocationFiles files,
            @Value("${atelier.workers.enabled:true}") boolean background) {
        return new SageMakerInferenceRunner(
                async, realTime, invocations, notificationBus, files, clock, sageMakerResources.threads(), background);
    }

    @Singleton
    InvocationCheck invocationCheck(
            RemoteInvocationRepository invocations,
            InvocationFiles files,
            EndpointAvailability endpoint,
            SageMakerInferenceRunner runner,
            InferenceCompletionHandler inferenceCompletionHandler) {
        return new InvocationCheck(
                invocations, files, endpoint, runner, inferenceCompletionHandler, settings, pollingBackoff, clock);
    }

    @Singleton
    EndpointAvailability endpointAvailability(
            EndpointRepository endpoints, ReconcileEndpoints refresh, SageMakerEndpointProvisioner provisioner) {
        return new EndpointAvailability(endpoints, refresh, provisioner);
    }

    @Singleton
    InvocationPoller jobWatch(
            InferenceJobRepository jobs, RemoteInvocationRepository invocations, InvocationCheck invocationCheck) {
        return new InvocationPoller(jobs, invocations, invocationCheck, clock, sageMakerResources.threads());
    }
}
