package dev.atelier.localgpu.node;

import dev.atelier.application.checkpoint.CheckPlacedModel;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.checkpoint.NodeModelCache;
import dev.atelier.localgpu.webui.wire.NodeException;
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
 * Periodically compares the models installed on nodes with the checkpoints, removes what is no longer permitted and has the
 * nodes refresh their lists. A failed or missed removal is made up for by the next comparison. Does not block the calling
 * thread. Not thread-safe.
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

    /** @param threads for file and node access */
    public PlacedModels(
            GpuNodeRegistry gpuNodeRegistry, CheckPlacedModel check, Duration interval, Clock clock, Executor threads) {
        this.gpuNodeRegistry = gpuNodeRegistry;
        this.check = check;
        this.interval = interval;
        this.clock = clock;
        this.threads = threads;
    }

    /** Starts a comparison if due and none is running. */
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
            running.set(false); // no thread could be created; the next round tries again
            throw e;
        }
    }

    private void compare() {
        try {
            folders().forEach(this::withdraw);
            gpuNodeRegistry.all().forEach(this::refresh);
        } catch (RuntimeException e) {
            LOG.error("Comparing installed models with the checkpoints failed; retrying in {}", interval, e);
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
            LOG.warn("Installed models that are no longer permitted could not be removed; retrying in {}", interval, e);
        }
    }

    /** A busy node would respond only after its job. */
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
            LOG.debug("GPU node {} could not refresh its model list; retrying in {}", gpuNode.name(), interval, e);
        }
    }
}
