package dev.atelier.localgpu.node;

import dev.atelier.application.queue.BackgroundLoop;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Starts and stops the threads of the node workers and the node monitor. Thread-safe. */
public final class NodeWorkerPool implements AutoCloseable {

    /** Time for requeuing jobs after the grace period. */
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

    private final NodeMonitor nodeMonitor;
    private final List<NodeWorker> workers;
    private final List<BackgroundLoop> loops;
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
        this.workers = factory.workers();
        this.loops = Stream.concat(
                        Stream.of(nodeMonitor.loop()), workers.stream().map(NodeWorker::loop))
                .toList();
        this.stopGrace = stopGrace;
    }

    /** Starts the threads; idempotent. */
    public synchronized void start() {
        if (closed || started) {
            return;
        }
        started = true;
        loops.forEach(BackgroundLoop::start);
    }

    /** Claims no more jobs, waits for running ones until the grace period is over, and requeues the rest. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        nodeMonitor.stop();
        workers.forEach(worker -> worker.stop(stopGrace));
        BackgroundLoop.awaitAll(loops, stopGrace.plus(SHUTDOWN_TIMEOUT));
    }
}
