package dev.atelier.localgpu.node;

import dev.atelier.localgpu.webui.wire.NodeException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Periodically checks the health of one node and updates its model list, without blocking the calling thread. Not thread-safe. */
final class NodeProbe {

    private static final Logger LOG = LoggerFactory.getLogger(NodeProbe.class);

    private final GpuNode gpuNode;
    private final HealthCheckConfiguration settings;
    private final Clock clock;
    private final Runnable modelsChanged;
    private Instant asked = Instant.MIN;
    private volatile boolean running;
    private volatile boolean stopped;

    /** @param modelsChanged called after the model list changed */
    NodeProbe(GpuNode gpuNode, HealthCheckConfiguration settings, Clock clock, Runnable modelsChanged) {
        this.gpuNode = gpuNode;
        this.settings = settings;
        this.clock = clock;
        this.modelsChanged = modelsChanged;
    }

    /** Probes if due, unless the node is busy: a busy node may be slow to respond, and its job shows its health. */
    void askIfDue(Executor threads) {
        Instant now = clock.instant();
        if (running || gpuNode.busy() || now.isBefore(due())) {
            return;
        }
        asked = now;
        running = true;
        try {
            threads.execute(this::ask);
        } catch (RejectedExecutionException e) {
            running = false;
        } catch (Error e) {
            running = false; // no thread could be created; the next round tries again
            throw e;
        }
    }

    /** When the next probe is due. */
    Instant due() {
        NodeState nodeState = gpuNode.condition();
        if (nodeState.state() == NodeState.State.QUARANTINED) {
            return nodeState.until();
        }
        return asked.equals(Instant.MIN) ? asked : asked.plus(settings.probeInterval());
    }

    /** Ignores failures from now on. */
    void stop() {
        stopped = true;
    }

    private void ask() {
        NodeState whenAsked = gpuNode.condition();
        try {
            if (!whenAsked.healthy() || modelsAreDue()) {
                list();
            } else {
                gpuNode.webUi().progress();
            }
            gpuNode.health().recordProbeSuccess(whenAsked);
        } catch (NodeException e) {
            failed(whenAsked, e);
        } catch (RuntimeException e) {
            LOG.error("The probe of GPU node {} failed unexpectedly", gpuNode.name(), e);
            failed(whenAsked, NodeException.broken("the probe failed unexpectedly"));
        } finally {
            running = false;
        }
    }

    private void failed(NodeState whenAsked, NodeException failure) {
        if (!stopped && !gpuNode.removed()) {
            gpuNode.health().failed(whenAsked, failure);
        }
    }

    private void list() throws NodeException {
        var before = gpuNode.models();
        gpuNode.list();
        if (!gpuNode.models().equals(before)) {
            modelsChanged.run();
        }
    }

    private boolean modelsAreDue() {
        return gpuNode.listed().equals(Instant.MIN)
                || !gpuNode.listed().plus(settings.modelsInterval()).isAfter(clock.instant());
    }
}
