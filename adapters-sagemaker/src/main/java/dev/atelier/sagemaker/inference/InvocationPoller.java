package dev.atelier.sagemaker.inference;

import dev.atelier.application.compute.EndpointProvisioner;
import dev.atelier.application.endpoint.ReconcileEndpoints;
import dev.atelier.application.inference.RemoteInvocationRepository.Invocation;
import dev.atelier.application.inference.RemoteInvocationRepository.OutputLocation;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.sagemaker.aws.PollingBackoff;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after jobs that nobody has told of: finds answers and failures in the bucket, hands over what was never handed over
 * for certain, and ends what will never be answered any more. Thread-safe; replicas share the work.
 */
public final class InvocationPoller {

    private static final Logger LOG = LoggerFactory.getLogger(InvocationPoller.class);
    private static final int AT_ONCE = 8;

    /** After so long what else is looked at in a round has its turn. */
    private static final Duration POLL_BUDGET = Duration.ofSeconds(20);

    /** Nobody else takes a job for so long. If a very large answer takes longer to read, reading it twice does no harm. */
    private static final Duration POLL_INTERVAL = SageMakerInferenceRunner.MAX_HAND_OVER;

    /** How long a Real-time job may be called for, again whenever a call broke off with its service. */
    private static final Duration MAX_REAL_TIME = POLL_INTERVAL.multipliedBy(3);

    private final InferencePorts ports;
    private final InferenceTimeouts settings;
    private final PollingBackoff pollingBackoff;
    private final SageMakerInferenceRunner runner;
    private final InferenceCompletionHandler inferenceCompletionHandler;
    private final ReconcileEndpoints refresh;
    private final EndpointProvisioner provisioner;
    private final Executor threads;

    /**
     * @param threads where jobs are looked at, several at once
     */
    public InvocationPoller(
            InferencePorts ports,
            InferenceTimeouts settings,
            PollingBackoff pollingBackoff,
            SageMakerInferenceRunner runner,
            InferenceCompletionHandler inferenceCompletionHandler,
            ReconcileEndpoints refresh,
            EndpointProvisioner provisioner,
            Executor threads) {
        this.ports = ports;
        this.settings = settings;
        this.pollingBackoff = pollingBackoff;
        this.runner = runner;
        this.inferenceCompletionHandler = inferenceCompletionHandler;
        this.refresh = refresh;
        this.provisioner = provisioner;
        this.threads = threads;
    }

    /**
     * Looks at those that have come up; what is left of very many after a while comes up in the next round. Real-time calls
     * that this begins go on after it has returned.
     */
    public void look() {
        Instant enough = ports.clock().instant().plus(POLL_BUDGET);
        List<Invocation> due;
        do {
            due = ports.invocations().claimDue(ports.clock().instant(), POLL_INTERVAL, AT_ONCE);
            CompletableFuture.allOf(due.stream()
                            .map(invocation -> CompletableFuture.runAsync(() -> lookAt(invocation), threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } while (due.size() == AT_ONCE && ports.clock().instant().isBefore(enough));
    }

    private void lookAt(Invocation invocation) {
        try {
            ports.jobs().find(invocation.job()).ifPresent(job -> lookAt(job, invocation.promise()));
        } catch (RuntimeException e) {
            LOG.warn("Inference {} could not be looked at; it comes up again", invocation.job(), e);
        }
    }

    private void lookAt(InferenceJob job, Optional<OutputLocation> promise) {
        try {
            endOrHandOver(job, promise);
        } catch (RuntimeException e) {
            if (!isOverdue(job)) {
                throw e;
            }
            LOG.error("Inference {} fails, since its answer cannot be kept", job.id(), e);
            inferenceCompletionHandler.fail(
                    job, "the endpoint's answer could not be read or kept; the service's log tells more");
        }
    }

    private void endOrHandOver(InferenceJob job, Optional<OutputLocation> promise) {
        Instant now = ports.clock().instant();
        Duration age = Duration.between(job.started(), now);
        if (job.inferenceType() == InferenceType.REAL_TIME && age.compareTo(MAX_REAL_TIME) > 0) {
            inferenceCompletionHandler.fail(
                    job, "the service was interrupted before it had the endpoint's answer; create the inference anew");
        } else if (promise.isEmpty()) {
            handOverUnlessInVain(job);
        } else if (!hasEnded(job, promise.get())) {
            ports.invocations().pollAgainAt(job.id(), pollingBackoff.next(job.started(), now));
        }
    }

    private void handOverUnlessInVain(InferenceJob job) {
        Optional<String> reason = gone(job);
        if (reason.isPresent()) {
            inferenceCompletionHandler.fail(job, reason.get());
        } else {
            runner.handOver(job);
        }
    }

    /** The answer counts, whatever became of the endpoint since. */
    private boolean hasEnded(InferenceJob job, OutputLocation outputLocation) {
        if (inferenceCompletionHandler.exists(outputLocation.result())) {
            inferenceCompletionHandler.answered(job.id(), outputLocation.result());
            return true;
        }
        if (outputLocation.failure().filter(inferenceCompletionHandler::exists).isPresent()) {
            inferenceCompletionHandler.failedAt(job, outputLocation.failure().get());
            return true;
        }
        Optional<String> reason = gone(job).or(() -> overdue(job));
        reason.ifPresent(words -> inferenceCompletionHandler.fail(job, words));
        return reason.isPresent();
    }

    private Optional<String> gone(InferenceJob job) {
        Optional<Endpoint> endpoint = ports.endpoints().find(job.place().endpoint());
        if (endpoint.isEmpty()) {
            return Optional.of("endpoint " + job.place().name() + " was deleted");
        }
        return endpoint.filter(found -> found.status() == EndpointStatus.FAILED)
                .map(found -> "endpoint " + found.name() + " has failed: " + found.error());
    }

    /** Before anybody says so, AWS is asked how the endpoint is: it may be the reason. */
    private Optional<String> overdue(InferenceJob job) {
        if (!isOverdue(job)) {
            return Optional.empty();
        }
        refresh.refresh(job.place().endpoint(), provisioner::describe);
        return gone(job)
                .or(() -> Optional.of("the endpoint has not answered within "
                        + settings.longestAsync().toMinutes() + " minutes, and will not any more"));
    }

    private boolean isOverdue(InferenceJob job) {
        return ports.clock().instant().isAfter(job.started().plus(settings.longestAsync()));
    }
}
