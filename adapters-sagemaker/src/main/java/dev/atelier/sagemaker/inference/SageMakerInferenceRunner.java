package dev.atelier.sagemaker.inference;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.compute.InferenceRunner;
import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.sagemaker.aws.AwsClients;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits jobs to SageMaker endpoints. A job is stored as started first and polled until it has ended, so a crash or
 * an outage of AWS delays it but does not lose it.
 */
public final class SageMakerInferenceRunner implements InferenceRunner {

    private static final Logger LOG = LoggerFactory.getLogger(SageMakerInferenceRunner.class);

    /** Maximum duration of a submission; a job that was not accepted by then is submitted by the next poll. */
    static final Duration MAX_SUBMISSION = AwsClients.MAX_CALL.plusMinutes(1);

    private final AsyncInvoker async;
    private final RealTimeInvoker realTime;
    private final RemoteInvocationRepository invocations;
    private final NotificationBus notificationBus;
    private final InvocationFiles files;
    private final Clock clock;
    private final Executor threads;
    private final boolean background;
    private final Set<CompletableFuture<Void>> unattended = ConcurrentHashMap.newKeySet();

    /**
     * @param threads runs Real-time calls
     * @param background whether such a call may run without a request that waits for it; if not, as in Lambda, the
     *     next poll makes it
     */
    public SageMakerInferenceRunner(
            AsyncInvoker async,
            RealTimeInvoker realTime,
            RemoteInvocationRepository invocations,
            NotificationBus notificationBus,
            InvocationFiles files,
            Clock clock,
            Executor threads,
            boolean background) {
        this.async = async;
        this.realTime = realTime;
        this.invocations = invocations;
        this.notificationBus = notificationBus;
        this.files = files;
        this.clock = clock;
        this.threads = threads;
        this.background = background;
    }

    @Override
    public boolean submit(InferenceJob started, boolean isNew) {
        boolean deferred = started.inferenceType() == InferenceType.REAL_TIME && !background;
        boolean first = begin(started, isNew, deferred ? Duration.ZERO : MAX_SUBMISSION);
        if (first && !deferred) {
            dispatch(started);
        }
        return first;
    }

    @Override
    public CompletionStage<Boolean> submitAndAwait(InferenceJob started, boolean isNew) {
        // Subscribes before the job starts, so that its end cannot be missed.
        CompletableFuture<Void> ended = notificationBus.nextNotification(NotificationBus.jobEndedTopic(started.id()));
        try {
            if (!begin(started, isNew, MAX_SUBMISSION)) {
                ended.cancel(false);
                return CompletableFuture.completedFuture(false);
            }
        } catch (RuntimeException e) {
            ended.cancel(false);
            throw e;
        }
        CompletableFuture<Void> called = CompletableFuture.runAsync(() -> call(started), threads);
        return CompletableFuture.anyOf(ended, called).thenApply(whichever -> {
            ended.cancel(false);
            return true;
        });
    }

    /** Submits a job that may not have been accepted. Returns before a Real-time call has ended. */
    void dispatch(InferenceJob job) {
        if (job.inferenceType() == InferenceType.ASYNC) {
            async.dispatch(job);
        } else {
            CompletableFuture<Void> call = CompletableFuture.runAsync(() -> call(job), threads);
            unattended.add(call);
            call.whenComplete((ended, failure) -> unattended.remove(call));
        }
    }

    /** Blocks until the Real-time calls in flight that no request waits for have ended. */
    public void awaitCalls() {
        CompletableFuture.allOf(unattended.toArray(CompletableFuture[]::new)).join();
    }

    /** @param pause when the job is first polled */
    private boolean begin(InferenceJob started, boolean isNew, Duration pause) {
        ContainerRequest.requireServed(started);
        return invocations.register(started, isNew, clock.instant().plus(pause));
    }

    private void call(InferenceJob job) {
        try {
            realTime.call(job);
        } catch (RuntimeException e) {
            LOG.error("Inference {} was interrupted; it is polled again", job.id(), e);
        }
    }

    /** SageMaker cannot cancel a job, but a waiting job fails when its request cannot be fetched. */
    @Override
    public void cancel(InferenceJob job) {
        files.deleteRequest(job.id());
    }

    @Override
    public Map<EndpointId, Integer> load(Collection<Endpoint> endpoints) {
        return invocations.load(endpoints.stream().map(Endpoint::id).collect(Collectors.toSet()));
    }
}
