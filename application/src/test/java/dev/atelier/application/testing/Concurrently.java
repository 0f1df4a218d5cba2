package dev.atelier.application.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs operations concurrently. */
public final class Concurrently {

    private static final Duration MAX_LENGTH = Duration.ofMinutes(1);

    private Concurrently() {}

    /** Runs the operation this many times concurrently, each in a thread of its own. */
    public static <T> List<T> times(int count, Callable<T> action) throws Exception {
        List<Callable<T>> actions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            actions.add(action);
        }
        return all(actions);
    }

    /** Runs all operations concurrently and returns their results in order; throws the first failure. */
    public static <T> List<T> all(List<Callable<T>> actions) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(actions.size());
        CountDownLatch ready = new CountDownLatch(actions.size());
        try {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> action : actions) {
                running.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    return action.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : running) {
                results.add(result.get(MAX_LENGTH.toSeconds(), TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
