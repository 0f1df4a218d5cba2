package dev.atelier.localgpu.inference;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.compute.InferenceRunner;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.WaitForInference;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.localgpu.node.GpuNode;
import dev.atelier.localgpu.node.GpuNodeRegistry;
import dev.atelier.localgpu.node.JobCommands;
import dev.atelier.localgpu.node.JobCommands.Command;
import dev.atelier.localgpu.node.NodeAttempts;
import dev.atelier.localgpu.node.WaitEstimate;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Submits jobs to the local nodes through the queue. */
public final class LocalGpuInferenceRunner implements InferenceRunner {

    private final InferenceQueue queue;
    private final NotificationBus notificationBus;
    private final GpuNodeRegistry nodes;
    private final NodeEligibilityCheck serving;
    private final JobCommands commands;
    private final WaitForInference waits;
    private final WaitEstimate estimate;
    private final Duration realTimeTimeout;

    /** @param realTimeTimeout after which callers of Real-time jobs wait no longer */
    public LocalGpuInferenceRunner(
            InferenceQueue queue,
            NotificationBus notificationBus,
            GpuNodeRegistry nodes,
            WaitForInference waits,
            WaitEstimate estimate,
            Duration realTimeTimeout) {
        this.queue = queue;
        this.notificationBus = notificationBus;
        this.nodes = nodes;
        this.serving = new NodeEligibilityCheck(nodes);
        this.commands = new JobCommands(notificationBus);
        this.waits = waits;
        this.estimate = estimate;
        this.realTimeTimeout = realTimeTimeout;
    }

    @Override
    public boolean submit(InferenceJob started, boolean isNew) {
        serving.requireOneFor(started);
        return queued(queue.enqueue(started, isNew));
    }

    private boolean queued(boolean first) {
        if (first) {
            notificationBus.publish(NotificationBus.JOB_QUEUED);
        }
        return first;
    }

    @Override
    public CompletionStage<Boolean> submitAndAwait(InferenceJob started, boolean isNew) {
        serving.requireOneFor(started);
        // Subscribe before the job is queued, so that its end cannot be missed.
        WaitForInference.Wait wait = waits.begin(started.id());
        try {
            if (queued(queue.enqueueAwaited(started, isNew))) {
                return wait.ended(realTimeTimeout).thenApply(ended -> true);
            }
            wait.leave();
            return CompletableFuture.completedFuture(false);
        } catch (RuntimeException e) {
            wait.leave();
            throw e;
        }
    }

    @Override
    public void cancel(InferenceJob job) {
        queue.remove(job.id());
    }

    @Override
    public Optional<JobProgress> progress(InferenceJob job) {
        return queue.position(job.id())
                .map(position -> position.claim()
                        .<JobProgress>map(holder -> running(job, holder))
                        .orElseGet(() -> new JobProgress.Waiting(position.ahead() + 1)));
    }

    @Override
    public Optional<Duration> estimatedWait(InferenceJob job) {
        return estimate.of(job);
    }

    @Override
    public boolean interrupt(InferenceJob job) {
        return steer(job, Command.INTERRUPT, NodeAttempts::interrupt);
    }

    @Override
    public boolean skip(InferenceJob job) {
        return steer(job, Command.SKIP, NodeAttempts::skip);
    }

    /** What another process has sent to the node, that one has to cut short, as it would take the response for a failure. */
    private boolean steer(InferenceJob job, Command command, Steering here) {
        return onItsNode(
                        job,
                        (attempts, token) -> attempts.isAwaited(job.id(), token)
                                ? here.apply(attempts, job.id(), token)
                                : commands.send(job.id(), token, command))
                .orElse(false);
    }

    @FunctionalInterface
    private interface Steering {
        boolean apply(NodeAttempts attempts, InferenceJobId job, long token);
    }

    @Override
    public Optional<byte[]> preview(InferenceJob job) {
        return onItsNode(job, (attempts, token) -> attempts.preview(job.id(), token, () -> helpers(job, attempts)))
                .flatMap(Function.identity());
    }

    /** The nodes that are lent to the job. */
    private Stream<NodeAttempts> helpers(InferenceJob job, NodeAttempts own) {
        return queue.running().entrySet().stream()
                .filter(node -> node.getValue().equals(job.id()))
                .map(Map.Entry::getKey)
                .sorted()
                .map(nodes::named)
                .flatMap(Optional::stream)
                .map(GpuNode::attempts)
                .filter(attempts -> attempts != own);
    }

    private <T> Optional<T> onItsNode(InferenceJob job, BiFunction<NodeAttempts, Long, T> action) {
        return queue.position(job.id())
                .flatMap(InferenceQueue.Position::claim)
                .flatMap(holder ->
                        holder.node().flatMap(nodes::named).map(node -> action.apply(node.attempts(), holder.token())));
    }

    private JobProgress.Running running(InferenceJob job, InferenceQueue.Holder holder) {
        return holder.node()
                .flatMap(nodes::named)
                .map(GpuNode::attempts)
                .map(attempts -> attempts.progress(job.id(), holder.token(), () -> helpers(job, attempts)))
                .orElseGet(() -> new JobProgress.Running(holder.node(), Optional.empty(), Optional.empty()));
    }

    @Override
    public Optional<String> obstacle(InferenceJob job) {
        return serving.obstacle(job);
    }

    @Override
    public Map<EndpointId, Integer> load(Collection<Endpoint> endpoints) {
        return queue.load(endpoints.stream().map(Endpoint::id).collect(Collectors.toSet()));
    }
}
