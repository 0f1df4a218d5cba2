package dev.atelier.localgpu.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and stops the threads of the node workers and the node monitor. */
public final class NodeWorkerPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeWorkerPool.class);

    /** Time for requeuing jobs after the grace period. */
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

    private final NodeMonitor nodeMonitor;
    private final List<NodeWorker> workers;
    private final List<Thread> threads = new ArrayList<>();
    private final Duration stopGrace;
    private boolean closed;

    /**
     * @param backend the name of the backend whose endpoints the nodes serve
     * @param tempDir an existing folder for temporary files
     * @param ioThreads for blocking work
     */
    public NodeWorkerPool(
            String backend,
            GpuNodeRegistry gpuNodeRegistry,
            NodeMonitor nodeMonitor,
            Ports ports,
            JobExecutionConfiguration settings,
            Path tempDir,
            Executor ioThreads) {
        this.nodeMonitor = nodeMonitor;
        this.workers = gpuNodeRegistry.all().stream()
                .map(gpuNode -> new NodeWorker(backend, gpuNode, ports, settings, tempDir, ioThreads))
                .toList();
        this.stopGrace = settings.stopGrace();
    }

    /** Starts the threads; idempotent. */
    public synchronized void start() {
        if (closed || !threads.isEmpty()) {
            return;
        }
        threads.add(thread(nodeMonitor, "gpu-monitor"));
        workers.forEach(worker -> threads.add(thread(worker, "gpu-" + worker.nodeName())));
        threads.forEach(Thread::start);
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
        long deadline = System.nanoTime() + stopGrace.plus(SHUTDOWN_TIMEOUT).toNanos();
        threads.forEach(thread -> join(thread, deadline));
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static void join(Thread thread, long deadline) {
        try {
            thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            if (thread.isAlive()) {
                LOG.warn("{} did not end in time; its job runs again once its lease expires", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
