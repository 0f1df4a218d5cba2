package dev.atelier.sagemaker.inference;

import dev.atelier.application.inference.RemoteInvocationRepository.OutputLocation;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.sagemaker.aws.AwsClients;
import dev.atelier.sagemaker.aws.AwsErrorClassifier;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import dev.atelier.sagemaker.aws.PollingBackoff;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointAsyncResponse;

/**
 * Submits Async jobs to their endpoints. A repeated submission makes the endpoint generate twice at worst: both
 * responses carry the job's id, and the first completes the job.
 */
final class AsyncInvoker {

    private static final Logger LOG = LoggerFactory.getLogger(AsyncInvoker.class);

    private final SageMakerRuntimeClient runtime;
    private final AwsResourceNames awsResourceNames;
    private final InferencePorts ports;
    private final InferenceTimeouts settings;
    private final PollingBackoff pollingBackoff;
    private final InferenceCompletionHandler inferenceCompletionHandler;
    private final CheckedPayload payload;

    AsyncInvoker(
            SageMakerRuntimeClient runtime,
            AwsResourceNames awsResourceNames,
            InferencePorts ports,
            InferenceTimeouts settings,
            PollingBackoff pollingBackoff,
            InferenceCompletionHandler inferenceCompletionHandler) {
        this.runtime = runtime;
        this.awsResourceNames = awsResourceNames;
        this.ports = ports;
        this.settings = settings;
        this.pollingBackoff = pollingBackoff;
        this.inferenceCompletionHandler = inferenceCompletionHandler;
        this.payload = new CheckedPayload(ports, settings);
    }

    /** Submits the job, schedules a retry, or fails the job. */
    void dispatch(InferenceJob job) {
        try {
            dispatch(job, payload.of(job));
        } catch (InvalidRequestException e) {
            inferenceCompletionHandler.fail(job, e.getMessage());
        } catch (IOException | InsufficientStorageException e) {
            tryAgain(job, "its payload could not be read or stored", e);
        } catch (RuntimeException e) {
            tryAgain(job, "the service's log has details", e);
        }
    }

    private void dispatch(InferenceJob job, StorageUri checked) {
        try {
            StorageUri request = ports.layout().invocation(job.id());
            ports.store().put(request, new ByteArrayInputStream(ContainerRequest.of(job, checked)), "application/json");
            Instant now = ports.clock().instant();
            ports.invocations().recordAccepted(job.id(), invoke(job, request), pollingBackoff.next(now, now));
        } catch (SdkException e) {
            if (AwsErrorClassifier.isMissing(e) || AwsErrorClassifier.isRejection(e)) {
                LOG.warn(
                        "Inference {} was rejected by {} and fails",
                        job.id(),
                        job.place().name(),
                        e);
                inferenceCompletionHandler.fail(job, FailureMessages.ofSubmission(e));
            } else {
                tryAgain(job, FailureMessages.ofSubmission(e), e);
            }
        } catch (IOException | InsufficientStorageException e) {
            tryAgain(job, "its request could not be stored", e);
        } catch (RuntimeException e) {
            tryAgain(job, "the service's log has details", e);
        }
    }

    private OutputLocation invoke(InferenceJob job, StorageUri request) {
        InvokeEndpointAsyncResponse response = runtime.invokeEndpointAsync(
                call -> call.endpointName(awsResourceNames.of(job.place().endpoint()))
                        .inferenceId(job.id().toString())
                        .inputLocation(request.toString())
                        .contentType("application/json")
                        .accept("application/json")
                        .requestTTLSeconds((int) settings.waiting().toSeconds())
                        .invocationTimeoutSeconds((int) settings.invocation().toSeconds())
                        .overrideConfiguration(limit -> limit.apiCallTimeout(AwsClients.ASYNC_CALL)));
        return new OutputLocation(
                StorageUri.parse(response.outputLocation()),
                Optional.ofNullable(response.failureLocation()).map(StorageUri::parse));
    }

    private void tryAgain(InferenceJob job, String reason, Exception cause) {
        Instant now = ports.clock().instant();
        Duration age = Duration.between(job.started(), now);
        if (age.compareTo(settings.handOver()) > 0) {
            LOG.error("Inference {} could not be submitted for {} and fails", job.id(), age, cause);
            inferenceCompletionHandler.fail(
                    job,
                    "the job could not be submitted to its endpoint within "
                            + settings.handOver().toSeconds() + " seconds: " + reason);
            return;
        }
        Instant again = pollingBackoff.next(job.started(), now);
        LOG.warn("Could not submit inference {}; retrying at {}", job.id(), again, cause);
        ports.invocations().pollAgainAt(job.id(), again);
    }
}
