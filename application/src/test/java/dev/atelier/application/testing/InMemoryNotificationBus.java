package dev.atelier.application.testing;

import dev.atelier.application.NotificationBus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Notifications in memory: none is lost or duplicated. */
public class InMemoryNotificationBus implements NotificationBus {

    private final Map<String, List<CompletableFuture<Void>>> waiting = new HashMap<>();
    private final Set<String> publishedElsewhere = ConcurrentHashMap.newKeySet();

    @Override
    public void publish(String topic) {
        publishedElsewhere.add(topic);
        publishLocally(topic);
    }

    @Override
    public void publishLocally(String topic) {
        List<CompletableFuture<Void>> woken;
        synchronized (this) {
            woken = waiting.remove(topic);
        }
        if (woken != null) {
            woken.forEach(future -> future.complete(null));
        }
    }

    @Override
    public CompletableFuture<Void> nextNotification(String topic) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        synchronized (this) {
            waiting.computeIfAbsent(topic, key -> new ArrayList<>()).add(future);
        }
        future.whenComplete((nothing, failure) -> forget(topic, future));
        return future;
    }

    /** Whether the topic was published to other processes. */
    public boolean wasPublishedElsewhere(String topic) {
        return publishedElsewhere.contains(topic);
    }

    /** The number of subscribers of the topic. */
    public synchronized int waiters(String topic) {
        return waiting.getOrDefault(topic, List.of()).size();
    }

    private synchronized void forget(String topic, CompletableFuture<Void> future) {
        waiting.computeIfPresent(topic, (key, futures) -> {
            futures.remove(future);
            return futures.isEmpty() ? null : futures;
        });
    }
}
