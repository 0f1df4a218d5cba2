package dev.atelier.sagemaker.inference;

import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.inference.RemoteInvocationRepository.OutputLocation;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.sagemaker.aws.PollingBackoff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks one job in flight: completes it from its result or error in the bucket, submits it if it may not have been
 * accepted, fails it when it is overdue, or schedules its next check. Thread-safe.
 */
public final class InvocationCheck {

    private static final Logger LOG = LoggerFactory.getLogger(InvocationCheck.class);

    /** How long a Real-time job may be in progress, including repeated invocations after a crash. */
    private static final Duration MAX_REAL_TIME = SageMakerInferenceRunner.MAX_SUBMISSION.multipliedBy(3);

    private final RemoteInvocationRepository invocations;
    private final InvocationFiles files;
    private final EndpointAvailability endpoint;
    private final SageMakerInferenceRunner runner;
    private final InferenceCompletionHandler inferenceCompletionHandler;
    private final InferenceTimeouts settings;
    private final PollingBackoff pollingBackoff;
    private final Clock clock;

    public InvocationCheck(
            RemoteInvocationRepository invocations,
            InvocationFiles files,
            EndpointAvailability endpoint,
            SageMakerInferenceRunner runner,
            InferenceCompletionHandler inferenceCompletionHandler,
            InferenceTimeouts settings,
            PollingBackoff pollingBackoff,
            Clock clock) {
        this.invocations = invocations;
        this.files = files;
        this.endpoint = endpoint;
        this.runner = runner;
        this.inferenceCompletionHandler = inferenceCompletionHandler;
        this.settings = settings;
        this.pollingBackoff = pollingBackoff;
        this.clock = clock;
    }

    /** @param promise where its result will be; empty: it is not known to be accepted */
    void check(InferenceJob job, Optional<OutputLocation> promise) {
        try {
            completeOrDispatch(job, promise);
        } catch (RuntimeException e) {
            if (!isOverdue(job)) {
                throw e;
            }
            LOG.error("Inference {} fails, because its response cannot be stored", job.id(), e);
            inferenceCompletionHandler.fail(
                    job, "the endpoint's response could not be read or stored; the service's log has details");
        }
    }

    private void completeOrDispatch(InferenceJob job, Optional<OutputLocation> promise) {
        Instant now = clock.instant();
        Duration age = Duration.between(job.started(), now);
        if (job.inferenceType() == InferenceType.REAL_TIME && age.compareTo(MAX_REAL_TIME) > 0) {
            inferenceCompletionHandler.fail(
                    job,
                    "the service was interrupted before it received the endpoint's response; create the inference again");
        } else if (promise.isEmpty()) {
            dispatchUnlessEndpointGone(job);
        } else if (!hasEnded(job, promise.get())) {
            invocations.pollAgainAt(job.id(), pollingBackoff.next(job.started(), now));
        }
    }

    private void dispatchUnlessEndpointGone(InferenceJob job) {
        Optional<String> reason = endpoint.gone(job);
        if (reason.isPresent()) {
            inferenceCompletionHandler.fail(job, reason.get());
        } else {
            runner.dispatch(job);
        }
    }

    /** A stored response counts, even if the endpoint was deleted since. */
    private boolean hasEnded(InferenceJob job, OutputLocation outputLocation) {
        if (files.exists(outputLocation.result())) {
            inferenceCompletionHandler.complete(job.id(), outputLocation.result());
            return true;
        }
        if (outputLocation.failure().filter(files::exists).isPresent()) {
            inferenceCompletionHandler.failFrom(job, outputLocation.failure().get());
            return true;
        }
        Optional<String> reason = endpoint.gone(job).or(() -> overdue(job));
        reason.ifPresent(message -> inferenceCompletionHandler.fail(job, message));
        return reason.isPresent();
    }

    /** Refreshes the endpoint first, because its failure may be the reason. */
    private Optional<String> overdue(InferenceJob job) {
        if (!isOverdue(job)) {
            return Optional.empty();
        }
        return endpoint.goneNow(job)
                .or(() -> Optional.of("the endpoint did not respond within "
                        + settings.longestAsync().toMinutes() + " minutes"));
    }

    private boolean isOverdue(InferenceJob job) {
        return clock.instant().isAfter(job.started().plus(settings.longestAsync()));
    }
}
