package dev.atelier.persistence;

import io.micronaut.core.util.clhm.ConcurrentLinkedHashMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What was recently read. Entries are discarded by each write of this process, and expire soon, since other processes
 * write as well. What does not exist is not kept. Entries can also be recalled, expired or not. Thread-safe.
 */
public final class RecentReads<K, V> {

    /** How much later than in the process that writes a change may be seen. */
    public static final Duration LIFETIME = Duration.ofSeconds(1);

    /** Least recently used entries are evicted. */
    public static final int CAPACITY = 1000;

    /** Writes before an entry that is not from a read. */
    private static final long NOT_CURRENT = -1;

    private final AtomicLong writes = new AtomicLong();
    private final Map<K, Entry<V>> entries = new ConcurrentLinkedHashMap.Builder<K, Entry<V>>()
            .maximumWeightedCapacity(CAPACITY)
            .build();

    private record Entry<V>(V value, long writes, long readNanos) {}

    /** The value of this key, from {@code read} if it is not kept. */
    public Optional<V> find(K key, Supplier<Optional<V>> read) {
        return find(key, read, value -> true);
    }

    /** As above; what {@code keep} rejects is read again each time. */
    public Optional<V> find(K key, Supplier<Optional<V>> read, Predicate<V> keep) {
        long now = writes.get();
        long readNanos = System.nanoTime();
        Optional<V> recent = recent(key, now, readNanos);
        if (recent.isPresent()) {
            return recent;
        }
        Optional<V> found = read.get();
        found.filter(keep)
                .ifPresentOrElse(
                        value -> entries.put(key, new Entry<>(value, now, readNanos)), () -> entries.remove(key));
        return found;
    }

    /** The value of this key, if {@link #find} would not read it. */
    public Optional<V> recent(K key) {
        return recent(key, writes.get(), System.nanoTime());
    }

    /** An entry that was read before a write has the number of that time, and is not used after it. */
    private Optional<V> recent(K key, long now, long nanos) {
        return Optional.ofNullable(entries.get(key))
                .filter(entry -> entry.writes() == now && nanos - entry.readNanos() < LIFETIME.toNanos())
                .map(Entry::value);
    }

    /** {@link #find} where lists are kept; an empty one is not. */
    public static <K, T> List<T> list(RecentReads<K, List<T>> reads, K key, Supplier<List<T>> read) {
        return reads.find(key, () -> Optional.of(read.get()), found -> !found.isEmpty())
                .orElseThrow();
    }

    /** {@link #find} of one element where lists are kept. */
    public static <K, T> Optional<T> one(
            RecentReads<K, List<T>> reads, K key, Supplier<Optional<T>> read, Predicate<T> keep) {
        return reads.find(key, () -> read.get().map(List::of), found -> keep.test(found.get(0)))
                .map(found -> found.get(0));
    }

    /** The value of this key as it was last read or remembered, however long ago. */
    public Optional<V> recall(K key) {
        return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    /** Has {@link #recall} know these values and no others. */
    public void remember(Map<K, V> values) {
        entries.clear();
        values.forEach((key, value) -> entries.put(key, new Entry<>(value, NOT_CURRENT, 0)));
    }

    /** Discards all entries; call it after each write, whether it succeeded or not. */
    public void discard() {
        writes.incrementAndGet();
    }
}
