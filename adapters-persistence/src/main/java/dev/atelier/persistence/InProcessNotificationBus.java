package dev.atelier.persistence;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Subscribers of topics within this process. Thread-safe. */
final class InProcessNotificationBus {

    private final ConcurrentMap<String, Set<CompletableFuture<Void>>> waiting = new ConcurrentHashMap<>();

    /** Completes all subscribers' futures; dependent stages run in the caller's thread unless they name an executor. */
    void raise(String topic) {
        Set<CompletableFuture<Void>> woken = waiting.remove(topic);
        if (woken != null) {
            woken.forEach(future -> future.complete(null));
        }
    }

    CompletableFuture<Void> next(String topic) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        waiting.compute(topic, (key, others) -> {
            Set<CompletableFuture<Void>> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(future);
            return all;
        });
        future.whenComplete((done, failure) -> forget(topic, future));
        return future;
    }

    private void forget(String topic, CompletableFuture<Void> future) {
        waiting.computeIfPresent(topic, (key, all) -> {
            all.remove(future);
            return all.isEmpty() ? null : all;
        });
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
