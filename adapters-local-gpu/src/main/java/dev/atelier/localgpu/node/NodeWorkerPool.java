package dev.atelier.localgpu.node;

import dev.atelier.application.queue.BackgroundLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Starts and stops the threads of the node workers and the node monitor. Thread-safe. */
public final class NodeWorkerPool implements AutoCloseable {

    /** Time for requeuing jobs after the grace period. */
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

    private final NodeMonitor nodeMonitor;
    private final NodeWorkerFactory factory;
    private final Map<GpuNode, NodeWorker> workers = new LinkedHashMap<>();
    private final Duration stopGrace;
    private boolean started;
    private boolean closed;

    /**
     * Starts no threads yet.
     *
     * @param nodeMonitor is started and stopped with the workers
     * @param stopGrace how long running jobs may continue on shutdown
     */
    public NodeWorkerPool(NodeMonitor nodeMonitor, NodeWorkerFactory factory, Duration stopGrace) {
        this.nodeMonitor = nodeMonitor;
        this.factory = factory;
        this.stopGrace = stopGrace;
    }

    /** Starts the threads; idempotent. */
    public synchronized void start() {
        if (closed || started) {
            return;
        }
        started = true;
        nodeMonitor.loop().start();
        factory.gpuNodes().forEach(this::add);
    }

    /** Starts the thread of another node; does nothing where no threads run, or that one does. */
    synchronized void add(GpuNode gpuNode) {
        if (started && !closed && !workers.containsKey(gpuNode)) {
            NodeWorker worker = factory.worker(gpuNode);
            workers.put(gpuNode, worker);
            worker.loop().start();
        }
    }

    /**
     * Has the node finish what it runs and take nothing new from this process; may be repeated.
     *
     * @return whether it has finished
     */
    synchronized boolean release(GpuNode gpuNode) {
        NodeWorker worker = workers.get(gpuNode);
        if (worker == null) {
            return !gpuNode.busy();
        }
        factory.release(gpuNode);
        worker.stopAfterJob();
        if (worker.hasEnded()) {
            workers.remove(gpuNode);
        }
        return worker.hasEnded() && !gpuNode.busy();
    }

    /** Claims no more jobs, waits for running ones until the grace period is over, and requeues the rest. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        nodeMonitor.stop();
        workers.values().forEach(worker -> worker.stop(stopGrace));
        List<BackgroundLoop> loops = new ArrayList<>(List.of(nodeMonitor.loop()));
        workers.values().forEach(worker -> loops.add(worker.loop()));
        BackgroundLoop.awaitAll(loops, stopGrace.plus(SHUTDOWN_TIMEOUT));
    }
}
