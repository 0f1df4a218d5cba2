package dev.atelier.sagemaker.inference;

import dev.atelier.application.inference.RemoteInvocationRepository.OutputLocation;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.sagemaker.aws.AwsClients;
import dev.atelier.sagemaker.aws.AwsErrorClassifier;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import java.io.IOException;
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
public final class AsyncInvoker {

    private static final Logger LOG = LoggerFactory.getLogger(AsyncInvoker.class);

    private final SageMakerRuntimeClient runtime;
    private final AwsResourceNames awsResourceNames;
    private final CheckedPayload payload;
    private final InvocationFiles files;
    private final InferenceTimeouts settings;
    private final SubmissionSchedule schedule;
    private final InferenceCompletionHandler inferenceCompletionHandler;

    public AsyncInvoker(
            SageMakerRuntimeClient runtime,
            AwsResourceNames awsResourceNames,
            CheckedPayload payload,
            InvocationFiles files,
            InferenceTimeouts settings,
            SubmissionSchedule schedule,
            InferenceCompletionHandler inferenceCompletionHandler) {
        this.runtime = runtime;
        this.awsResourceNames = awsResourceNames;
        this.payload = payload;
        this.files = files;
        this.settings = settings;
        this.schedule = schedule;
        this.inferenceCompletionHandler = inferenceCompletionHandler;
    }

    /** Submits the job, schedules a retry, or fails the job. */
    void dispatch(InferenceJob job) {
        try {
            dispatch(job, payload.of(job));
        } catch (InvalidRequestException e) {
            inferenceCompletionHandler.fail(job, e.getMessage());
        } catch (IOException | InsufficientStorageException e) {
            schedule.tryAgain(job, "its payload could not be read or stored", e);
        } catch (RuntimeException e) {
            schedule.tryAgain(job, "the service's log has details", e);
        }
    }

    private void dispatch(InferenceJob job, StorageUri checked) {
        try {
            schedule.accepted(job, invoke(job, files.putRequest(job, ContainerRequest.of(job, checked))));
        } catch (SdkException e) {
            if (AwsErrorClassifier.isMissing(e) || AwsErrorClassifier.isRejection(e)) {
                LOG.warn(
                        "Inference {} was rejected by {} and fails",
                        job.id(),
                        job.place().name(),
                        e);
                inferenceCompletionHandler.fail(job, FailureMessages.ofSubmission(e));
            } else {
                schedule.tryAgain(job, FailureMessages.ofSubmission(e), e);
            }
        } catch (IOException | InsufficientStorageException e) {
            schedule.tryAgain(job, "its request could not be stored", e);
        } catch (RuntimeException e) {
            schedule.tryAgain(job, "the service's log has details", e);
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
}
