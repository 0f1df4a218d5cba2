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

    private final Node node;
    private final HealthSettings settings;
    private final Clock clock;
    private final Runnable modelsChanged;
    private Instant asked = Instant.MIN;
    private volatile boolean running;
    private volatile boolean stopped;

    /** @param modelsChanged called after the node told of other models than before */
    NodeProbe(Node node, HealthSettings settings, Clock clock, Runnable modelsChanged) {
        this.node = node;
        this.settings = settings;
        this.clock = clock;
        this.modelsChanged = modelsChanged;
    }

    /** Asks if it is time to and the node is not busy; a busy one may be slow to answer, and its job shows how it is. */
    void askIfDue(Executor threads) {
        Instant now = clock.instant();
        if (running || node.busy() || now.isBefore(due())) {
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
        NodeState nodeState = node.condition();
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
        NodeState whenAsked = node.condition();
        try {
            if (!whenAsked.healthy() || modelsAreDue()) {
                list();
            } else {
                node.webUi().progress();
            }
            node.health().recordProbeSuccess(whenAsked);
        } catch (NodeException e) {
            failed(whenAsked, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error(
                    "Asking GPU node {} went wrong in a way nobody foresaw; it is set aside for a while",
                    node.name(),
                    e);
            failed(whenAsked, "asking it went wrong");
        } finally {
            running = false;
        }
    }

    private void failed(NodeState whenAsked, String reason) {
        if (!stopped) {
            node.health().failed(whenAsked, reason);
        }
    }

    private void list() throws NodeException {
        var before = node.models();
        node.list();
        if (!node.models().equals(before)) {
            modelsChanged.run();
        }
    }

    private boolean modelsAreDue() {
        return node.listed() == Instant.MIN
                || !node.listed().plus(settings.modelsInterval()).isAfter(clock.instant());
    }
}
