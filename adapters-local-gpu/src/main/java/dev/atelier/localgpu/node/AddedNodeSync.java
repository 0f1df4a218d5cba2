package dev.atelier.localgpu.node;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.compute.NodeDefinition;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.node.AddedNode;
import dev.atelier.application.node.AddedNodes;
import dev.atelier.application.queue.BackgroundLoop;
import dev.atelier.domain.InvalidRequestException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has this process use the nodes that were added, and leave those that are removed or have changed once they have finished
 * what they run. Looks after each notification, and regularly. Thread-safe.
 */
public final class AddedNodeSync implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AddedNodeSync.class);

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration WHILE_LEAVING = Duration.ofMillis(500);

    /** After this time every replica that can claim jobs knows of a removal; it looks each {@link #INTERVAL}. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final GpuNodeRegistry gpuNodeRegistry;
    private final AddedNodes stored;
    private final InferenceQueue queue;
    private final NodeOpener opener;
    private final NodeWorkerPool pool;
    private final NodeMonitor monitor;
    private final Map<String, Used> used = new LinkedHashMap<>();
    private final Set<UUID> unusable = new HashSet<>();
    private final BackgroundLoop loop;
    private boolean started;
    private boolean closed;

    /** Uses what was added before; starts no threads yet. */
    public AddedNodeSync(
            GpuNodeRegistry gpuNodeRegistry,
            AddedNodes stored,
            InferenceQueue queue,
            NodeOpener opener,
            NodeWorkerPool pool,
            NodeMonitor monitor,
            NotificationBus notificationBus) {
        this.gpuNodeRegistry = gpuNodeRegistry;
        this.stored = stored;
        this.queue = queue;
        this.opener = opener;
        this.pool = pool;
        this.monitor = monitor;
        this.loop = new BackgroundLoop("gpu-nodes", INTERVAL, INTERVAL, LOG::warn, this::round)
                .wokenBy(notificationBus, NotificationBus.NODES_CHANGED);
        update();
    }

    /** A node that this process uses; version is null once it is to be left. */
    private static final class Used {

        private final GpuNode gpuNode;
        private UUID version;

        private Used(GpuNode gpuNode, UUID version) {
            this.gpuNode = gpuNode;
            this.version = version;
        }
    }

    /** Begins to look; idempotent. */
    public synchronized void start() {
        if (!started && !closed) {
            started = true;
            loop.start();
        }
    }

    /** Uses no others from now on, and leaves none; workers and connections are closed by those that opened them. */
    @Override
    public void close() {
        List<BackgroundLoop> running;
        synchronized (this) {
            closed = true;
            running = started ? List.of(loop) : List.of();
        }
        BackgroundLoop.interruptAll(running);
    }

    /**
     * The name of a node that can be added.
     *
     * @throws InvalidRequestException if there can be no such node
     */
    String nameOf(NodeDefinition definition) {
        return opener.settings(definition).url().name();
    }

    private Duration round() {
        return update() ? WHILE_LEAVING : INTERVAL;
    }

    /**
     * Compares what this process uses with what is stored.
     *
     * @return whether nodes still have to finish what they run
     */
    synchronized boolean update() {
        if (closed) {
            return false;
        }
        List<AddedNode> all = stored.all();
        Map<String, AddedNode> wanted = new LinkedHashMap<>();
        all.stream().filter(node -> !node.removed()).forEach(node -> wanted.put(node.name(), node));
        boolean anyRemoved = all.size() > wanted.size() || !wanted.keySet().containsAll(used.keySet());
        Set<String> running = anyRemoved ? queue.running().keySet() : Set.of();
        leave(wanted, running);
        take(wanted);
        use(all, wanted.keySet());
        all.stream()
                .filter(node -> node.removed() && !running.contains(node.name()) && !used.containsKey(node.name()))
                .forEach(node -> stored.forget(node.name(), REMEMBERED));
        return used.values().stream().anyMatch(node -> node.version == null);
    }

    /** Makes those that are used known to the others here, in the order of their arrival, whatever became of earlier rounds. */
    private void use(List<AddedNode> all, Set<String> wanted) {
        Map<String, GpuNode> ordered = new LinkedHashMap<>();
        all.forEach(node -> ordered.put(node.name(), null));
        used.forEach((name, node) -> ordered.put(name, node.gpuNode));
        List<GpuNode> added = ordered.values().stream().filter(Objects::nonNull).toList();
        boolean allUsed =
                wanted.stream().allMatch(name -> used.containsKey(name) || gpuNodeRegistry.isConfigured(name));
        if (gpuNodeRegistry.setAdded(added, allUsed)) {
            monitor.triggerNow();
        }
        // Afterwards, as the pool starts the workers of those that it finds there, perhaps at this moment.
        used.values().stream().filter(node -> node.version != null).forEach(node -> pool.add(node.gpuNode));
    }

    /** Leaves those that are not wanted as they are, as far as they have finished. */
    private void leave(Map<String, AddedNode> wanted, Set<String> running) {
        used.entrySet().removeIf(entry -> {
            Used node = entry.getValue();
            AddedNode next = wanted.get(entry.getKey());
            if (next != null && next.version().equals(node.version)) {
                return false;
            }
            node.version = null;
            boolean removed = next == null;
            if (!pool.release(node.gpuNode) || removed && running.contains(entry.getKey())) {
                return false;
            }
            node.gpuNode.remove();
            if (removed) {
                LOG.info("GPU node {} was removed", entry.getKey());
            }
            return true;
        });
    }

    /** Uses those that are new, or have changed. */
    private void take(Map<String, AddedNode> wanted) {
        for (AddedNode node : wanted.values()) {
            try {
                if (!used.containsKey(node.name())) {
                    take(node);
                }
            } catch (InvalidRequestException e) {
                leaveOut(node, e.getMessage(), null);
            } catch (RuntimeException e) {
                leaveOut(node, "it is tried again each " + INTERVAL.toSeconds() + " s", e);
            }
        }
        unusable.retainAll(wanted.values().stream().map(AddedNode::version).toList());
    }

    private void take(AddedNode node) {
        if (gpuNodeRegistry.isConfigured(node.name())) {
            throw new InvalidRequestException("it is one of the settings, which are used instead");
        }
        NodeSettings settings = opener.settings(node.definition());
        if (!settings.url().name().equals(node.name())) {
            throw new InvalidRequestException("its loopback address is that of another machine");
        }
        used.put(node.name(), new Used(opener.open(settings), node.version()));
        LOG.info("GPU node {}, added by user {}, is used from now on: {}", node.name(), node.by(), node.definition());
    }

    private void leaveOut(AddedNode node, String reason, RuntimeException failure) {
        if (unusable.add(node.version())) {
            LOG.warn(
                    "GPU node {}, added by user {}, is not used by this process: {}",
                    node.name(),
                    node.by(),
                    reason,
                    failure);
        }
    }
}
