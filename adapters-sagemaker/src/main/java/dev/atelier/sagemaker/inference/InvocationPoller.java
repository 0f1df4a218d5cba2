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
 * Polls jobs in flight whose completion was not reported: finds results and errors in the bucket, submits jobs that
 * may not have been accepted, and fails overdue jobs. Thread-safe; replicas share the work.
 */
public final class InvocationPoller {

    private static final Logger LOG = LoggerFactory.getLogger(InvocationPoller.class);
    private static final int AT_ONCE = 8;

    /** Time budget of one poll, so that other pollers are not delayed. */
    private static final Duration POLL_BUDGET = Duration.ofSeconds(20);

    /**
     * Lease of a claim. If reading a large response takes longer, another replica may read it too, which is harmless.
     */
    private static final Duration POLL_INTERVAL = SageMakerInferenceRunner.MAX_SUBMISSION;

    /** How long a Real-time job may be in progress, including repeated invocations after a crash. */
    private static final Duration MAX_REAL_TIME = POLL_INTERVAL.multipliedBy(3);

    private final InferencePorts ports;
    private final InferenceTimeouts settings;
    private final PollingBackoff pollingBackoff;
    private final SageMakerInferenceRunner runner;
    private final InferenceCompletionHandler inferenceCompletionHandler;
    private final ReconcileEndpoints refresh;
    private final EndpointProvisioner provisioner;
    private final Executor threads;

    /** @param threads runs polls of several jobs concurrently */
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

    /** Polls jobs that are due, within a time budget. Returns before Real-time calls that it begins have ended. */
    public void poll() {
        Instant end = ports.clock().instant().plus(POLL_BUDGET);
        List<Invocation> due;
        do {
            due = ports.invocations().claimDue(ports.clock().instant(), POLL_INTERVAL, AT_ONCE);
            CompletableFuture.allOf(due.stream()
                            .map(invocation -> CompletableFuture.runAsync(() -> poll(invocation), threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } while (due.size() == AT_ONCE && ports.clock().instant().isBefore(end));
    }

    private void poll(Invocation invocation) {
        try {
            ports.jobs().find(invocation.job()).ifPresent(job -> poll(job, invocation.promise()));
        } catch (RuntimeException e) {
            LOG.warn("Could not poll inference {}; it is polled again", invocation.job(), e);
        }
    }

    private void poll(InferenceJob job, Optional<OutputLocation> promise) {
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
        Instant now = ports.clock().instant();
        Duration age = Duration.between(job.started(), now);
        if (job.inferenceType() == InferenceType.REAL_TIME && age.compareTo(MAX_REAL_TIME) > 0) {
            inferenceCompletionHandler.fail(
                    job,
                    "the service was interrupted before it received the endpoint's response; create the inference again");
        } else if (promise.isEmpty()) {
            dispatchUnlessEndpointGone(job);
        } else if (!hasEnded(job, promise.get())) {
            ports.invocations().pollAgainAt(job.id(), pollingBackoff.next(job.started(), now));
        }
    }

    private void dispatchUnlessEndpointGone(InferenceJob job) {
        Optional<String> reason = gone(job);
        if (reason.isPresent()) {
            inferenceCompletionHandler.fail(job, reason.get());
        } else {
            runner.dispatch(job);
        }
    }

    /** A stored response counts, even if the endpoint was deleted since. */
    private boolean hasEnded(InferenceJob job, OutputLocation outputLocation) {
        if (inferenceCompletionHandler.exists(outputLocation.result())) {
            inferenceCompletionHandler.complete(job.id(), outputLocation.result());
            return true;
        }
        if (outputLocation.failure().filter(inferenceCompletionHandler::exists).isPresent()) {
            inferenceCompletionHandler.failFrom(job, outputLocation.failure().get());
            return true;
        }
        Optional<String> reason = gone(job).or(() -> overdue(job));
        reason.ifPresent(message -> inferenceCompletionHandler.fail(job, message));
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

    /** Refreshes the endpoint first, because its failure may be the reason. */
    private Optional<String> overdue(InferenceJob job) {
        if (!isOverdue(job)) {
            return Optional.empty();
        }
        refresh.refresh(job.place().endpoint(), provisioner::describe);
        return gone(job)
                .or(() -> Optional.of("the endpoint did not respond within "
                        + settings.longestAsync().toMinutes() + " minutes"));
    }

    private boolean isOverdue(InferenceJob job) {
        return ports.clock().instant().isAfter(job.started().plus(settings.longestAsync()));
    }
}
