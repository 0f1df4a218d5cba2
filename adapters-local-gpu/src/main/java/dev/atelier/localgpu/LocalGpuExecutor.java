package dev.atelier.localgpu;

import dev.atelier.application.util.DaemonThreads;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Unbounded thread pool for blocking work: node requests, model installation, result upload. */
final class LocalGpuExecutor {

    private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.numbered("gpu-io"));

    ExecutorService threads() {
        return threads;
    }

    void shutdown() {
        threads.shutdown();
    }
}
