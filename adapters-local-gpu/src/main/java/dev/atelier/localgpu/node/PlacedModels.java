package dev.atelier.localgpu.node;

import dev.atelier.application.checkpoint.CheckPlacedModel;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.checkpoint.NodeModelCache;
import dev.atelier.localgpu.webui.NodeException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what was placed on nodes with the checkpoints at regular intervals, removes what may not stay and has the nodes list
 * their files again. What was missed, in this process or another, is found by the next comparison. Used by one thread, which
 * it does not block.
 */
public final class PlacedModels {

    private static final Logger LOG = LoggerFactory.getLogger(PlacedModels.class);

    private final GpuNodeRegistry gpuNodeRegistry;
    private final CheckPlacedModel check;
    private final Duration interval;
    private final Clock clock;
    private final Executor threads;
    private final AtomicBoolean running = new AtomicBoolean();
    private Instant due = Instant.MIN;

    /** @param threads where files are removed and nodes are asked */
    public PlacedModels(
            GpuNodeRegistry gpuNodeRegistry, CheckPlacedModel check, Duration interval, Clock clock, Executor threads) {
        this.gpuNodeRegistry = gpuNodeRegistry;
        this.check = check;
        this.interval = interval;
        this.clock = clock;
        this.threads = threads;
    }

    /** Begins a comparison if it is time to and none is running. */
    public void compareIfDue() {
        Instant now = clock.instant();
        if (now.isBefore(due) || !running.compareAndSet(false, true)) {
            return;
        }
        due = now.plus(interval);
        try {
            threads.execute(this::compare);
        } catch (RejectedExecutionException e) {
            running.set(false);
        } catch (Error e) {
            running.set(false); // no thread could be had; the next round tries again
            throw e;
        }
    }

    private void compare() {
        try {
            folders().forEach(this::withdraw);
            gpuNodeRegistry.all().forEach(this::refresh);
        } catch (RuntimeException e) {
            LOG.error("Comparing placed models with the checkpoints failed; it is tried again in {}", interval, e);
        } finally {
            running.set(false);
        }
    }

    private List<NodeModelCache> folders() {
        return gpuNodeRegistry.all().stream()
                .map(GpuNode::folder)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    private void withdraw(NodeModelCache folder) {
        try {
            folder.withdraw(check, interval.multipliedBy(2));
        } catch (IOException e) {
            LOG.warn("Placed models that may not stay could not be removed; it is tried again in {}", interval, e);
        }
    }

    /** A busy node would answer only after its job. */
    private void refresh(GpuNode gpuNode) {
        if (gpuNode.folder().isEmpty()
                || gpuNode.models().isEmpty()
                || gpuNode.busy()
                || !gpuNode.condition().healthy()) {
            return;
        }
        try {
            Set<CheckpointType> outdated =
                    gpuNode.folder().get().outdated(gpuNode.models().get());
            if (!outdated.isEmpty()) {
                gpuNode.webUi().refresh(outdated);
                gpuNode.list();
            }
        } catch (IOException | NodeException e) {
            LOG.debug("GPU node {} lists models that are gone; it is asked again in {}", gpuNode.name(), interval, e);
        }
    }
}
