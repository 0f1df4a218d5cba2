package dev.atelier.sagemaker.inference;

import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemakerruntime.SageMakerRuntimeClient;
import software.amazon.awssdk.services.sagemakerruntime.model.InvokeEndpointResponse;

/**
 * Invokes endpoints synchronously for Real-time jobs. What SageMaker allows for requests and responses has changed over
 * time, so it decides about both; the own limit on requests is the largest that it may allow.
 */
public final class RealTimeInvoker {

    private static final Logger LOG = LoggerFactory.getLogger(RealTimeInvoker.class);

    private final SageMakerRuntimeClient runtime;
    private final AwsResourceNames awsResourceNames;
    private final InferenceCompletionHandler inferenceCompletionHandler;
    private final CheckedPayload payload;
    private final long maxRequestBytes;

    public RealTimeInvoker(
            SageMakerRuntimeClient runtime,
            AwsResourceNames awsResourceNames,
            InferenceCompletionHandler inferenceCompletionHandler,
            CheckedPayload payload,
            InferenceTimeouts settings) {
        this.runtime = runtime;
        this.awsResourceNames = awsResourceNames;
        this.inferenceCompletionHandler = inferenceCompletionHandler;
        this.payload = payload;
        this.maxRequestBytes = settings.maxRequestBytes();
    }

    /** Returns when the job has ended, or when the temporary directory is gone because the service is stopping. */
    void call(InferenceJob job) {
        try {
            call(job, ContainerRequest.of(job, payload.of(job)));
        } catch (InvalidRequestException e) {
            inferenceCompletionHandler.fail(job, e.getMessage());
        } catch (NoSuchFileException e) {
            LOG.warn("The payload of inference {} cannot be read here; the next poll invokes again", job.id(), e);
        } catch (IOException | InsufficientStorageException e) {
            LOG.error("The payload of inference {} could not be read or stored, and it fails", job.id(), e);
            inferenceCompletionHandler.fail(
                    job, "the payload could not be read or stored; the service's log has details");
        }
    }

    private void call(InferenceJob job, byte[] request) {
        if (request.length > maxRequestBytes) {
            inferenceCompletionHandler.fail(
                    job,
                    "the request has " + request.length + " bytes, and atelier.aws.real-time-max-request-bytes allows "
                            + maxRequestBytes + " for a Real-time inference; name fewer models");
            return;
        }
        try {
            inferenceCompletionHandler.complete(job, invoke(job, request).body().asInputStream());
        } catch (SdkException e) {
            LOG.warn(
                    "Inference {} got no response from {} and fails",
                    job.id(),
                    job.place().name(),
                    e);
            inferenceCompletionHandler.fail(job, FailureMessages.ofCall(e));
        } catch (NoSuchFileException e) {
            LOG.warn("The temporary directory for inference {} is gone; the next poll invokes again", job.id(), e);
        } catch (IOException e) {
            LOG.error("The response for inference {} could not be stored, and it fails", job.id(), e);
            inferenceCompletionHandler.fail(
                    job, "the endpoint's response could not be stored; the service's log has details");
        }
    }

    private InvokeEndpointResponse invoke(InferenceJob job, byte[] request) {
        return runtime.invokeEndpoint(
                call -> call.endpointName(awsResourceNames.of(job.place().endpoint()))
                        .inferenceId(job.id().toString())
                        .contentType("application/json")
                        .accept("application/json")
                        .body(SdkBytes.fromByteArrayUnsafe(request)));
    }
}
