package dev.atelier.localgpu.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers of all nodes and the rounds, from the start of the service to its end. */
public final class NodeWorkerPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeWorkerPool.class);

    /** How long handing jobs back may take when the grace is over. */
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

    private final NodeMonitor nodeMonitor;
    private final List<NodeWorker> workers;
    private final List<Thread> threads = new ArrayList<>();
    private final Duration stopGrace;
    private boolean closed;

    /**
     * @param backend the name of the backend whose endpoints the nodes serve
     * @param spool an existing folder for replies while they are read
     * @param helpers for what would hold a worker up
     */
    public NodeWorkerPool(
            String backend,
            GpuNodeRegistry gpuNodeRegistry,
            NodeMonitor nodeMonitor,
            Ports ports,
            JobExecutionConfiguration settings,
            Path spool,
            Executor helpers) {
        this.nodeMonitor = nodeMonitor;
        this.workers = gpuNodeRegistry.all().stream()
                .map(gpuNode -> new NodeWorker(backend, gpuNode, ports, settings, spool, helpers))
                .toList();
        this.stopGrace = settings.stopGrace();
    }

    /** Begins to give the nodes work; a second start does nothing. */
    public synchronized void start() {
        if (closed || !threads.isEmpty()) {
            return;
        }
        threads.add(thread(nodeMonitor, "gpu-rounds"));
        workers.forEach(worker -> threads.add(thread(worker, "gpu-" + worker.node())));
        threads.forEach(Thread::start);
    }

    /** Takes no more jobs, waits for the running ones as long as is allowed, and hands the others back. */
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
                LOG.warn(
                        "{} does not end in time and is left behind; its job runs again once its lease lapses",
                        thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
