package dev.atelier.application.metrics;

import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.metrics.QueueStatistics.Load;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Takes a sample of the load at each full {@link #INTERVAL}, the same times in all replicas. Each of them adds what it had its nodes
 * do, so that no node counts twice. Not thread-safe.
 */
public final class LoadSampler {

    /** Between two samples. */
    public static final Duration INTERVAL = Duration.ofMinutes(5);

    /** How long samples are kept. */
    static final Duration RETENTION = Duration.ofDays(2);

    private final QueueStatistics queue;
    private final BackendRegistry backendRegistry;
    private final LoadHistory history;
    private final Clock clock;
    private Instant last;
    private Map<String, Duration> before = Map.of();
    private Optional<Map<String, Duration>> unsaved = Optional.empty();

    public LoadSampler(QueueStatistics queue, BackendRegistry backendRegistry, LoadHistory history, Clock clock) {
        this.queue = queue;
        this.backendRegistry = backendRegistry;
        this.history = history;
        this.clock = clock;
    }

    /**
     * Takes the sample that is due, if there is one. May be called again after a failure: what it had measured is not lost before the
     * next is due.
     *
     * @return after how long the next is due
     */
    public Duration sample() {
        Instant due = last(clock.instant());
        if (last == null) {
            last = due; // of before the start
        } else if (!due.equals(last)) {
            last = due;
            unsaved = Optional.of(measure());
        }
        unsaved.ifPresent(this::save);
        Duration next = Duration.between(clock.instant(), due.plus(INTERVAL));
        return next.isNegative() ? Duration.ZERO : next;
    }

    private static Instant last(Instant now) {
        long interval = INTERVAL.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(now.getEpochSecond(), interval) * interval);
    }

    /** For how long each node has run jobs since the last time; less where the process was frozen meanwhile. */
    private Map<String, Duration> measure() {
        Map<String, Duration> now = new TreeMap<>();
        backendRegistry.nodes().forEach(node -> now.put(node.name(), node.work().busy()));
        Map<String, Duration> busy = new TreeMap<>();
        now.forEach((node, inAll) -> {
            Duration known = before.getOrDefault(node, Duration.ZERO);
            // One that was removed and added begins with nothing.
            Duration since = inAll.compareTo(known) < 0 ? inAll : inAll.minus(known);
            busy.put(node, since.compareTo(INTERVAL) < 0 ? since : INTERVAL);
        });
        before = now;
        return busy;
    }

    private void save(Map<String, Duration> busy) {
        List<Load> loads = queue.read();
        Duration oldest = loads.stream()
                .flatMap(load -> load.oldest().stream())
                .min(Instant::compareTo)
                .map(started -> Duration.between(started, clock.instant()))
                .filter(age -> !age.isNegative())
                .orElse(Duration.ZERO);
        long waiting = loads.stream().mapToLong(Load::waiting).sum();
        boolean first = history.add(new LoadHistory.Sample(new LoadHistory.Queue(last, waiting, oldest), busy));
        unsaved = Optional.empty();
        if (first) {
            history.removeBefore(last.minus(RETENTION));
        }
    }
}
