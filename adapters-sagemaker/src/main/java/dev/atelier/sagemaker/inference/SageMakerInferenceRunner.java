package dev.atelier.sagemaker.inference;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.compute.InferenceRunner;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.sagemaker.aws.AwsClients;
import dev.atelier.sagemaker.aws.AwsResourceNames;
import dev.atelier.sagemaker.aws.PollingBackoff;
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

    private final InferencePorts ports;
    private final AsyncInvoker async;
    private final RealTimeInvoker realTime;
    private final Executor threads;
    private final boolean background;
    private final Set<CompletableFuture<Void>> unattended = ConcurrentHashMap.newKeySet();

    /**
     * @param threads runs Real-time calls
     * @param background whether such a call may run without a request that waits for it; if not, as in Lambda, the
     *     next poll makes it
     */
    public SageMakerInferenceRunner(
            AwsClients aws,
            AwsResourceNames awsResourceNames,
            InferencePorts ports,
            InferenceTimeouts settings,
            PollingBackoff pollingBackoff,
            InferenceCompletionHandler inferenceCompletionHandler,
            Executor threads,
            boolean background) {
        this.ports = ports;
        this.async = new AsyncInvoker(
                aws.runtime(), awsResourceNames, ports, settings, pollingBackoff, inferenceCompletionHandler);
        this.realTime = new RealTimeInvoker(
                aws.runtime(), awsResourceNames, inferenceCompletionHandler, new CheckedPayload(ports, settings));
        this.threads = threads;
        this.background = background;
    }

    @Override
    public boolean submit(InferenceJob started) {
        boolean deferred = started.inferenceType() == InferenceType.REAL_TIME && !background;
        boolean first = begin(started, deferred ? Duration.ZERO : MAX_SUBMISSION);
        if (first && !deferred) {
            dispatch(started);
        }
        return first;
    }

    @Override
    public CompletionStage<Boolean> submitAndAwait(InferenceJob started) {
        // Subscribes before the job starts, so that its end cannot be missed.
        CompletableFuture<Void> ended = ports.signals().nextNotification(NotificationBus.jobEndedTopic(started.id()));
        try {
            if (!begin(started, MAX_SUBMISSION)) {
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
    private boolean begin(InferenceJob started, Duration pause) {
        ContainerRequest.requireModels(started);
        return ports.invocations().register(started, ports.clock().instant().plus(pause));
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
        ports.store().deleteQuietly(ports.layout().invocation(job.id()));
        ports.store().deleteQuietly(ports.layout().checkedPayload(job.id()));
    }

    @Override
    public Map<EndpointId, Integer> load(Collection<Endpoint> endpoints) {
        return ports.invocations().load(endpoints.stream().map(Endpoint::id).collect(Collectors.toSet()));
    }
}
