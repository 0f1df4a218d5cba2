package dev.atelier.sagemaker.inference;

import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.inference.RemoteInvocationRepository.OutputLocation;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.sagemaker.aws.PollingBackoff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records what became of the submissions of Async jobs, and so when they are polled next. Thread-safe. */
public final class SubmissionSchedule {

    private static final Logger LOG = LoggerFactory.getLogger(SubmissionSchedule.class);

    private final RemoteInvocationRepository invocations;
    private final InferenceCompletionHandler inferenceCompletionHandler;
    private final Duration handOver;
    private final PollingBackoff pollingBackoff;
    private final Clock clock;

    /** @param handOver for how long a submission is retried */
    public SubmissionSchedule(
            RemoteInvocationRepository invocations,
            InferenceCompletionHandler inferenceCompletionHandler,
            Duration handOver,
            PollingBackoff pollingBackoff,
            Clock clock) {
        this.invocations = invocations;
        this.inferenceCompletionHandler = inferenceCompletionHandler;
        this.handOver = handOver;
        this.pollingBackoff = pollingBackoff;
        this.clock = clock;
    }

    void accepted(InferenceJob job, OutputLocation outputs) {
        Instant now = clock.instant();
        invocations.recordAccepted(job.id(), outputs, pollingBackoff.next(now, now));
    }

    /** Schedules a retry, or fails the job. */
    void tryAgain(InferenceJob job, String reason, Exception cause) {
        Instant now = clock.instant();
        Duration age = Duration.between(job.started(), now);
        if (age.compareTo(handOver) > 0) {
            LOG.error("Inference {} could not be submitted for {} and fails", job.id(), age, cause);
            inferenceCompletionHandler.fail(
                    job,
                    "the job could not be submitted to its endpoint within " + handOver.toSeconds() + " seconds: "
                            + reason);
            return;
        }
        Instant again = pollingBackoff.next(job.started(), now);
        LOG.warn("Could not submit inference {}; retrying at {}", job.id(), again, cause);
        invocations.pollAgainAt(job.id(), again);
    }
}
