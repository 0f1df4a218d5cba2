package dev.atelier.localgpu.node;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceOutcome.Failed;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Retry;
import dev.atelier.domain.inference.FailureClass;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends claims that had no result: requeues the job, or fails it. Does nothing when the claim is lost. Thread-safe. */
final class JobRetries {

    /** What clients see of unexpected errors. */
    static final String UNEXPECTED = "unexpected error, see the log of the service";

    private static final Logger LOG = LoggerFactory.getLogger(JobRetries.class);

    private final InferenceQueue queue;
    private final NotificationBus notificationBus;
    private final CompleteInference complete;
    private final JobExecutionConfiguration settings;

    JobRetries(
            InferenceQueue queue,
            NotificationBus notificationBus,
            CompleteInference complete,
            JobExecutionConfiguration settings) {
        this.queue = queue;
        this.notificationBus = notificationBus;
        this.complete = complete;
        this.settings = settings;
    }

    /** Requeues the job, unless this was its last attempt. */
    void retryOrFail(Claim claim, Failed failed, Retry retry) {
        String reason = failed.reason();
        String reasons = AttemptFailureLog.add(claim, reason);
        if (claim.attempt() >= settings.attempts() && !retry.excused()) {
            fail(claim, new Failed("failed in " + claim.attempt() + " attempts: " + reasons, failed.failure()));
            return;
        }
        if (queue.requeue(claim, reasons, retry)) {
            LOG.info("Inference {} failed on GPU node {} ({}); it is requeued", claim.job(), claim.node(), reason);
            notificationBus.publish(NotificationBus.JOB_QUEUED);
        }
    }

    /** Fails the job. */
    void fail(Claim claim, Failed failed) {
        LOG.info("Inference {} {}", claim.job(), failed.reason());
        complete.complete(claim.inference(), failed, claim);
    }

    /** Fails a job that has no attempts left: previous attempts ended without a result (worker or replica crashed). */
    void failExhausted(Claim claim) {
        String reasons = claim.lastFailure() == null
                ? "they ended without a result, as after a crash of the service"
                : claim.lastFailure();
        fail(
                claim,
                new Failed("given up after " + (claim.attempt() - 1) + " attempts: " + reasons, FailureClass.INTERNAL));
    }

    /** Requeues the job because the service stops. */
    void requeueOnShutdown(Claim claim) {
        String reasons = AttemptFailureLog.add(claim, "the service was stopped");
        if (queue.requeue(claim, reasons, Retry.inPlace(Duration.ZERO).uncounted())) {
            LOG.info("Inference {} is requeued because the service stops", claim.job());
            notificationBus.publish(NotificationBus.JOB_QUEUED);
        }
    }

    /** Requeues the job after an error in the worker itself; otherwise it would wait until the lease expires. */
    void requeueAfterWorkerError(Claim claim) {
        try {
            queue.requeue(claim, AttemptFailureLog.add(claim, UNEXPECTED), Retry.inPlace(settings.retryPause()));
        } catch (RuntimeException e) {
            LOG.warn("Inference {} could not be requeued; it waits until its lease expires", claim.job(), e);
        }
    }
}
