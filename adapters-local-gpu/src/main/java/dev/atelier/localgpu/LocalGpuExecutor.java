package dev.atelier.localgpu;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for what would hold others up: asking nodes, placing files, storing pictures. As many as are needed. */
final class LocalGpuExecutor {

    private final AtomicInteger number = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "gpu-helper-" + number.incrementAndGet());
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
