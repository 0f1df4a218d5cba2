package dev.atelier.localgpu.node;

import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.localgpu.node.NodeState.State;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a node's condition, tells of its changes, and logs each cause once. Thread-safe. */
final class NodeCircuitBreaker {

    private static final Logger LOG = LoggerFactory.getLogger(NodeCircuitBreaker.class);

    private static final int FAILURE_THRESHOLD = 3;

    private final String node;
    private final HealthCheckConfiguration settings;
    private final Clock clock;
    private final Runnable changed;
    private final AtomicReference<NodeState> condition;
    private final Set<InferenceJobId> failedInARow = ConcurrentHashMap.newKeySet();

    /** @param changed called, by whoever told, after the node became healthy or was set aside */
    NodeCircuitBreaker(String node, HealthCheckConfiguration settings, Clock clock, Runnable changed) {
        this.node = node;
        this.settings = settings;
        this.clock = clock;
        this.changed = changed;
        this.condition = new AtomicReference<>(NodeState.unknown(clock.instant()));
    }

    NodeState state() {
        return condition.get();
    }

    /** It answered; does not count if its condition is another one already than when it was asked. */
    void recordProbeSuccess(NodeState whenAsked) {
        NodeState next = whenAsked.answered(clock.instant());
        if (condition.compareAndSet(whenAsked, next)) {
            publishChange(whenAsked, next);
        }
    }

    /** It did not answer; as above. */
    void failed(NodeState whenAsked, String reason) {
        NodeState next = whenAsked.failed(reason, clock.instant(), settings);
        if (condition.compareAndSet(whenAsked, next)) {
            publishChange(whenAsked, next);
        }
    }

    /** It made a picture. */
    void recordSuccess() {
        failedInARow.clear();
        change(before -> before.worked(clock.instant()));
    }

    /** It reported that this job went wrong. One such job may itself be to blame; several in a row are not. */
    void recordJobFailure(InferenceJobId job, String reason) {
        failedInARow.add(job);
        if (failedInARow.size() >= FAILURE_THRESHOLD) {
            failed(reason);
        }
    }

    /** It broke a job. */
    void failed(String reason) {
        failedInARow.clear();
        change(before -> before.failed(reason, clock.instant(), settings));
    }

    private void change(UnaryOperator<NodeState> step) {
        NodeState before = condition.getAndUpdate(step);
        publishChange(before, step.apply(before));
    }

    private void publishChange(NodeState before, NodeState after) {
        if (after.state() == State.SET_ASIDE && !Objects.equals(before.reason(), after.reason())) {
            LOG.warn(
                    "GPU node {} is set aside: {}. It is asked again in {} s, its jobs go elsewhere meanwhile",
                    node,
                    after.reason(),
                    Duration.between(clock.instant(), after.until())
                            .plusMillis(999)
                            .toSeconds());
        } else if (after.healthy() && !before.healthy()) {
            LOG.info("GPU node {} answers and is given work", node);
        }
        if (before.state() != after.state()) {
            changed.run();
        }
    }
}
