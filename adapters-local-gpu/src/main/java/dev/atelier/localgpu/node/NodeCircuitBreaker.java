package dev.atelier.localgpu.node;

import dev.atelier.localgpu.node.NodeState.State;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Circuit breaker of one node: keeps its state, notifies of changes, and logs each reason once. Thread-safe. */
final class NodeCircuitBreaker {

    private static final Logger LOG = LoggerFactory.getLogger(NodeCircuitBreaker.class);

    private final String node;
    private final HealthCheckConfiguration settings;
    private final Clock clock;
    private final Runnable changed;
    private final AtomicReference<NodeState> condition;

    /** @param changed called in the reporting thread after the state changed */
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

    /** The probe succeeded; ignored if the state changed since the probe began. */
    void recordProbeSuccess(NodeState whenAsked) {
        NodeState next = whenAsked.answered(clock.instant());
        if (condition.compareAndSet(whenAsked, next)) {
            publishChange(whenAsked, next);
        }
    }

    /** The probe failed; ignored if the state changed since the probe began. */
    void failed(NodeState whenAsked, NodeException failure) {
        NodeState next = whenAsked.failed(failure.getMessage(), failure.isSilence(), clock.instant(), settings);
        if (condition.compareAndSet(whenAsked, next)) {
            publishChange(whenAsked, next);
        }
    }

    /** A job succeeded. */
    void recordSuccess() {
        change(before -> before.worked(clock.instant()));
    }

    /** A job failed through the fault of the node: it did not answer right afterwards either, or its GPU does not work. */
    void failed(NodeException failure) {
        failed(failure.getMessage(), failure.isSilence());
    }

    /** As above, where the node answers. */
    void failed(String reason) {
        failed(reason, false);
    }

    private void failed(String reason, boolean silent) {
        change(before -> before.failed(reason, silent, clock.instant(), settings));
    }

    private void change(UnaryOperator<NodeState> step) {
        NodeState before = condition.getAndUpdate(step);
        publishChange(before, step.apply(before));
    }

    private void publishChange(NodeState before, NodeState after) {
        if (after.state() == State.QUARANTINED && !Objects.equals(before.reason(), after.reason())) {
            LOG.warn(
                    "GPU node {} is quarantined: {}. Next probe in {} s; its jobs are routed to other nodes",
                    node,
                    after.reason(),
                    Duration.between(clock.instant(), after.until())
                            .plusMillis(999)
                            .toSeconds());
        } else if (after.healthy() && !before.healthy()) {
            LOG.info("GPU node {} is healthy", node);
        }
        if (before.state() != after.state()) {
            changed.run();
        }
    }
}
