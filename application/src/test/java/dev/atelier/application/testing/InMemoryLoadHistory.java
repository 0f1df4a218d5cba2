package dev.atelier.application.testing;

import dev.atelier.application.metrics.LoadHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Samples of the load in memory. Thread-safe. */
public class InMemoryLoadHistory implements LoadHistory {

    private final TreeMap<Instant, Queue> queue = new TreeMap<>();
    private final TreeMap<Instant, Map<String, Duration>> busy = new TreeMap<>();

    @Override
    public synchronized boolean add(Sample sample) {
        Instant at = sample.queue().at();
        sample.busy()
                .forEach((node, time) ->
                        busy.computeIfAbsent(at, first -> new TreeMap<>()).merge(node, time, Duration::plus));
        return queue.putIfAbsent(at, sample.queue()) == null;
    }

    @Override
    public synchronized List<Queue> queue(Instant from) {
        return List.copyOf(queue.tailMap(from).values());
    }

    @Override
    public synchronized List<Nodes> nodes(Instant from) {
        return busy.tailMap(from).entrySet().stream()
                .map(entry -> new Nodes(
                        entry.getKey(),
                        entry.getValue().size(),
                        entry.getValue().values().stream().reduce(Duration.ZERO, Duration::plus)))
                .toList();
    }

    @Override
    public synchronized void removeBefore(Instant time) {
        queue.headMap(time).clear();
        busy.headMap(time).clear();
    }
}
