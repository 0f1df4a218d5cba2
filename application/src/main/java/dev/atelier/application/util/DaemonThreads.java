package dev.atelier.application.util;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Named daemon threads, which do not keep the process from ending. Thread-safe. */
public final class DaemonThreads {

    private DaemonThreads() {}

    /** A thread that is not started yet. */
    public static Thread of(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Makes threads that all have this name, for an executor with one of them. */
    public static ThreadFactory named(String name) {
        return task -> of(name, task);
    }

    /** Makes threads named {@code name-1}, {@code name-2} and so on, for a pool. */
    public static ThreadFactory numbered(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> of(name + "-" + number.incrementAndGet(), task);
    }
}
