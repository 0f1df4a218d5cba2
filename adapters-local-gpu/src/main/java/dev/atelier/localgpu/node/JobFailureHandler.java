package dev.atelier.localgpu.node;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.localgpu.checkpoint.ModelInstallException;
import dev.atelier.localgpu.webui.NodeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides after a failed attempt whether to retry or fail the job, and whether to quarantine the node. */
final class JobFailureHandler {

    private static final Logger LOG = LoggerFactory.getLogger(JobFailureHandler.class);

    /** What clients see of unexpected errors. */
    private static final String UNEXPECTED = "unexpected error, see the log of the service";

    private final GpuNode gpuNode;
    private final Ports ports;
    private final JobExecutionConfiguration settings;

    JobFailureHandler(GpuNode gpuNode, Ports ports, JobExecutionConfiguration settings) {
        this.gpuNode = gpuNode;
        this.ports = ports;
        this.settings = settings;
    }

    /** Handles the failure of an attempt. */
    void failed(Claim claim, InferenceJob job, RuntimeException failed) {
        Throwable cause = cause(failed);
        if (cause instanceof NodeException failure) {
            onNodeException(claim, job, failure);
        } else if (cause instanceof ModelInstallException) {
            LOG.warn("Inference {} cannot run on GPU node {}: {}", job.id(), gpuNode.name(), cause.getMessage());
            retryOrFail(claim, job, cause.getMessage());
        } else if (cause instanceof IOException
                || cause instanceof UncheckedIOException
                || cause instanceof InsufficientStorageException) {
            LOG.error("A file of inference {} could not be read or written; the attempt failed", job.id(), cause);
            retryOrFail(claim, job, "a file could not be read or written, see the log of the service");
        } else {
            LOG.error("Inference {} failed unexpectedly", job.id(), cause);
            retryOrFail(claim, job, UNEXPECTED);
        }
    }

    /** Unwraps completion exceptions. */
    static Throwable cause(RuntimeException failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Fails a job that has no attempts left: previous attempts ended without a result (worker or replica crashed). */
    void exhausted(Claim claim, InferenceJob job) {
        String reasons = claim.lastFailure() == null
                ? "they ended without a result, as after a crash of the service"
                : claim.lastFailure();
        end(claim, job, "given up after " + (claim.attempt() - 1) + " attempts: " + reasons);
    }

    /** Requeues the job because the service stops. */
    void requeueOnShutdown(Claim claim) {
        if (ports.queue().requeue(claim, AttemptFailureLog.add(claim, "the service was stopped"), Duration.ZERO)) {
            LOG.info("Inference {} is requeued because the service stops", claim.job());
            ports.signals().publish(NotificationBus.JOB_QUEUED);
        }
    }

    /** Requeues the job after an error in the worker itself; otherwise it would wait until the lease expires. */
    void requeue(Claim claim) {
        try {
            ports.queue().requeue(claim, AttemptFailureLog.add(claim, UNEXPECTED), settings.retryPause());
        } catch (RuntimeException e) {
            LOG.warn("Inference {} could not be requeued; it waits until its lease expires", claim.job(), e);
        }
    }

    private void onNodeException(Claim claim, InferenceJob job, NodeException failure) {
        String reason = failure.getMessage();
        switch (failure.kind()) {
            case REJECTED -> end(claim, job, reason);
            case OUT_OF_MEMORY -> retryOrFail(claim, job, reason);
            case MODEL_MISSING, WRONG_MODEL -> {
                retryOrFail(claim, job, reason);
                listModels();
            }
            case JOB_ERROR -> {
                gpuNode.health().recordJobFailure(job.id(), reason);
                retryOrFail(claim, job, reason);
            }
            case BROKEN -> {
                gpuNode.health().failed(reason);
                retryOrFail(claim, job, reason);
            }
        }
    }

    private void listModels() {
        try {
            gpuNode.list();
        } catch (NodeException e) {
            gpuNode.health().failed(e.getMessage());
        }
    }

    private void retryOrFail(Claim claim, InferenceJob job, String reason) {
        String reasons = AttemptFailureLog.add(claim, reason);
        if (claim.attempt() >= settings.attempts()) {
            end(claim, job, "failed in " + claim.attempt() + " attempts: " + reasons);
            return;
        }
        Duration excludeNodeFor = settings.retryPause().multipliedBy(claim.attempt());
        if (ports.queue().requeue(claim, reasons, excludeNodeFor)) {
            LOG.info(
                    "Inference {} failed on GPU node {} ({}); requeued for attempt {}",
                    job.id(),
                    gpuNode.name(),
                    reason,
                    claim.attempt() + 1);
            ports.signals().publish(NotificationBus.JOB_QUEUED);
        }
    }

    private void end(Claim claim, InferenceJob job, String reason) {
        LOG.info("Inference {} {}", job.id(), reason);
        ports.complete().complete(job, new InferenceOutcome.Failed(reason), ended -> ports.queue()
                .complete(claim, ended));
    }
}
