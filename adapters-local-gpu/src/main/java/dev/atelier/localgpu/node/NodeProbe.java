package dev.atelier.localgpu.node;

import dev.atelier.localgpu.webui.NodeException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one node now and then whether it answers, and what it has. Used by one thread, which it does not hold up. */
final class NodeProbe {

    private static final Logger LOG = LoggerFactory.getLogger(NodeProbe.class);

    private final GpuNode gpuNode;
    private final HealthCheckConfiguration settings;
    private final Clock clock;
    private final Runnable modelsChanged;
    private Instant asked = Instant.MIN;
    private volatile boolean running;
    private volatile boolean stopped;

    /** @param modelsChanged called after the node told of other models than before */
    NodeProbe(GpuNode gpuNode, HealthCheckConfiguration settings, Clock clock, Runnable modelsChanged) {
        this.gpuNode = gpuNode;
        this.settings = settings;
        this.clock = clock;
        this.modelsChanged = modelsChanged;
    }

    /** Asks if it is time to and the node is not busy; a busy one may be slow to answer, and its job shows how it is. */
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
            running = false; // no thread could be had; the next round tries again
            throw e;
        }
    }

    /** When it is to be asked next. */
    Instant due() {
        NodeState nodeState = gpuNode.condition();
        if (nodeState.state() == NodeState.State.SET_ASIDE) {
            return nodeState.until();
        }
        return asked == Instant.MIN ? asked : asked.plus(settings.probeInterval());
    }

    /** From now on nothing that the node says, or fails to say, matters. */
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
            failed(whenAsked, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error(
                    "Asking GPU node {} went wrong in a way nobody foresaw; it is set aside for a while",
                    gpuNode.name(),
                    e);
            failed(whenAsked, "asking it went wrong");
        } finally {
            running = false;
        }
    }

    private void failed(NodeState whenAsked, String reason) {
        if (!stopped) {
            gpuNode.health().failed(whenAsked, reason);
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
        return gpuNode.listed() == Instant.MIN
                || !gpuNode.listed().plus(settings.modelsInterval()).isAfter(clock.instant());
    }
}
