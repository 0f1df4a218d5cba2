package dev.atelier.localgpu;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Unbounded thread pool for blocking work: node requests, model installation, result upload. */
final class LocalGpuExecutor {

    private final AtomicInteger number = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "gpu-io-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    ExecutorService threads() {
        return threads;
    }

    void shutdown() {
        threads.shutdown();
    }
}
