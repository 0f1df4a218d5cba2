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
 * Hands jobs to SageMaker endpoints. A job is stored as started first, and from then on comes up until it has ended: a
 * service that dies in between, or AWS out of reach, delays it and does not lose it.
 */
public final class SageMakerInferenceRunner implements InferenceRunner {

    private static final Logger LOG = LoggerFactory.getLogger(SageMakerInferenceRunner.class);

    /** How long a hand-over takes at the most; whoever finds a job later that was not handed over does it. */
    static final Duration MAX_HAND_OVER = AwsClients.MAX_CALL.plusMinutes(1);

    private final InferencePorts ports;
    private final AsyncInvoker async;
    private final RealTimeInvoker realTime;
    private final Executor threads;
    private final boolean background;
    private final Set<CompletableFuture<Void>> unattended = ConcurrentHashMap.newKeySet();

    /**
     * @param threads where Real-time calls wait for their answers
     * @param background whether such a call goes on here although no request waits for it; where it would not, it is left to
     *     whoever looks next
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
        boolean leave = started.inferenceType() == InferenceType.REAL_TIME && !background;
        boolean first = begin(started, leave ? Duration.ZERO : MAX_HAND_OVER);
        if (first && !leave) {
            handOver(started);
        }
        return first;
    }

    @Override
    public CompletionStage<Boolean> submitAndAwait(InferenceJob started) {
        // Before the job begins, so that its end cannot be missed.
        CompletableFuture<Void> ended = ports.signals().nextNotification(NotificationBus.jobEndedTopic(started.id()));
        try {
            if (!begin(started, MAX_HAND_OVER)) {
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

    /** Does what may never have been done. A Real-time call goes on after this has returned. */
    void handOver(InferenceJob job) {
        if (job.inferenceType() == InferenceType.ASYNC) {
            async.handOver(job);
        } else {
            CompletableFuture<Void> call = CompletableFuture.runAsync(() -> call(job), threads);
            unattended.add(call);
            call.whenComplete((ended, failure) -> unattended.remove(call));
        }
    }

    /** Returns when the Real-time calls that no request waits for have ended, as many as there are now. */
    public void awaitCalls() {
        CompletableFuture.allOf(unattended.toArray(CompletableFuture[]::new)).join();
    }

    /** @param pause after how long the job comes up, should it not have ended by then */
    private boolean begin(InferenceJob started, Duration pause) {
        ContainerRequest.requireModels(started);
        return ports.invocations().register(started, ports.clock().instant().plus(pause));
    }

    private void call(InferenceJob job) {
        try {
            realTime.call(job);
        } catch (RuntimeException e) {
            LOG.error("Inference {} broke off; it is looked at again", job.id(), e);
        }
    }

    /** SageMaker takes no job back, but one that waits fails as soon as its request cannot be fetched. */
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
