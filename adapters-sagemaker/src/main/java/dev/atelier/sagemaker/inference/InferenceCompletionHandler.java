package dev.atelier.sagemaker.inference;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.inference.RemoteInvocationRepository.OutputLocation;
import dev.atelier.application.storage.StoredFile;
import dev.atelier.application.util.TemporaryDirectory;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes jobs from notifications, polls and responses. Idempotent: jobs that have ended or were deleted are
 * ignored. Deletes the temporary files of the job in the bucket.
 */
public final class InferenceCompletionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceCompletionHandler.class);
    private static final long MAX_BYTES = 2L << 30;
    private static final int MAX_REASON_BYTES = 8 << 10;

    private final InferenceJobRepository jobs;
    private final RemoteInvocationRepository invocations;
    private final CompleteInference complete;
    private final InvocationFiles files;
    private final Path spool;

    /** @param spool the directory for temporary files */
    public InferenceCompletionHandler(
            InferenceJobRepository jobs,
            RemoteInvocationRepository invocations,
            CompleteInference complete,
            InvocationFiles files,
            Path spool) {
        this.jobs = jobs;
        this.invocations = invocations;
        this.complete = complete;
        this.files = files;
        this.spool = spool;
    }

    /**
     * Completes the job from the response of an Async endpoint.
     *
     * @throws ComputeBackendException when the response could not be read or its images could not be stored; transient
     */
    public void complete(InferenceJobId id, StorageUri location) {
        Optional<InferenceJob> job = inProgress(id);
        if (job.isPresent()) {
            end(job.get(), location);
        }
        files.deleteResponse(location); // also when the job has ended
    }

    /** @param reason shown to the client */
    public void fail(InferenceJobId id, String reason) {
        inProgress(id).ifPresent(job -> fail(job, reason));
    }

    /**
     * Fails the job after AWS reported a failure of an Async endpoint. AWS's message is only logged; the container's
     * own error is read from the failure location.
     *
     * @throws ComputeBackendException when that could not be read; transient
     */
    public void failFromReport(InferenceJobId id, String words) {
        inProgress(id).ifPresent(job -> {
            LOG.warn(
                    "Inference {} has failed; AWS reports: {}",
                    id,
                    TextSanitizer.shortened(words, FailureMessages.MAX_LENGTH));
            Optional<StorageUri> location =
                    promise(id).flatMap(OutputLocation::failure).filter(files::exists);
            location.ifPresentOrElse(at -> failFrom(job, at), () -> fail(job, FailureMessages.ofReport(words)));
        });
    }

    /** As {@link #fail(InferenceJobId, String)}, with the error that the endpoint stored. */
    void failFrom(InferenceJob job, StorageUri location) {
        fail(job, "the endpoint reports: " + reasonAt(location));
        files.deleteResponse(location);
    }

    void fail(InferenceJob job, String reason) {
        end(job, new InferenceOutcome.Failed(reason));
    }

    /** Completes the job from a response, and closes the stream. */
    void complete(InferenceJob job, InputStream response) throws IOException {
        try (response;
                TemporaryDirectory temporaryDirectory = TemporaryDirectory.below(spool, "response-", LOG::warn)) {
            Path file = temporaryDirectory.file("response.json");
            Files.copy(response, file);
            end(job, EndpointResponseMapper.read(job.taskType(), file, temporaryDirectory));
        }
    }

    private void end(InferenceJob job, StorageUri location) {
        if (!files.isResponse(location) && !isPromised(job.id(), location)) {
            fail(job, "the endpoint's response is not in the folder for responses");
            return;
        }
        try {
            Optional<StoredFile> response = files.find(location);
            if (response.isEmpty()) {
                fail(job, "the endpoint's response is not at the location that the endpoint reported");
            } else if (response.get().size() > MAX_BYTES) {
                fail(job, "the endpoint's response has " + response.get().size() + " bytes; allowed is " + MAX_BYTES);
            } else {
                complete(job, files.open(location));
            }
        } catch (IOException e) {
            if (inProgress(job.id()).isEmpty()) {
                return; // completed concurrently, which deletes the response
            }
            throw new ComputeBackendException("the response for inference " + job.id() + " could not be read", e);
        }
    }

    private void end(InferenceJob job, InferenceOutcome outcome) {
        // Read first, because completing the job deletes the invocation.
        Optional<OutputLocation> promise = promise(job.id());
        complete.complete(job, outcome);
        files.deleteRequest(job.id());
        promise.map(OutputLocation::result).ifPresent(files::deleteResponse);
        promise.flatMap(OutputLocation::failure).ifPresent(files::deleteResponse);
    }

    private Optional<OutputLocation> promise(InferenceJobId id) {
        return invocations.find(id).flatMap(found -> found.promise());
    }

    /** Whether SageMaker itself named this location when it accepted the job; it may be in another bucket. */
    private boolean isPromised(InferenceJobId id, StorageUri location) {
        return promise(id).map(OutputLocation::result).equals(Optional.of(location));
    }

    private String reasonAt(StorageUri location) {
        try (InputStream in = files.open(location)) {
            String words = new String(in.readNBytes(MAX_REASON_BYTES), StandardCharsets.UTF_8);
            return FailureMessages.ofContainer(words);
        } catch (IOException e) {
            throw new ComputeBackendException("why an endpoint failed could not be read at " + location, e);
        }
    }

    private Optional<InferenceJob> inProgress(InferenceJobId id) {
        return jobs.find(id).filter(job -> job.status() == InferenceJobStatus.INPROGRESS);
    }
}
