package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.ModelHashRepository;
import dev.atelier.application.checkpoint.ModelReadingQueue;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.ModelHashes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Files to be read of these checkpoints, and their hashes, in memory. */
public class InMemoryModelReadingQueue implements ModelReadingQueue, ModelHashRepository {

    /** The newest of those that were not tried, then of the others the one that waits longest. */
    private static final Comparator<Row> ORDER = Comparator.comparing((Row row) -> row.tries > 0)
            .thenComparing(row -> row.tries > 0 ? 0 : -row.added)
            .thenComparing(row -> row.next.orElseThrow());

    private final InMemoryCheckpointRepository checkpoints;
    private final Clock clock;
    private final Map<CheckpointId, Row> rows = new LinkedHashMap<>();
    private int added;

    /** One that was seen Active once; without a time when it does not wait. */
    private static final class Row {
        private int attempt;
        private int tries;
        private boolean claimed;
        private int added;
        private Optional<Instant> next = Optional.of(Instant.MIN);

        private Row(int added) {
            this.added = added;
        }
    }

    public InMemoryModelReadingQueue(InMemoryCheckpointRepository checkpoints, Clock clock) {
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    @Override
    public synchronized void add(CheckpointId checkpoint) {
        update();
        if (checkpoints.find(checkpoint).isPresent()) {
            Row row = rows.computeIfAbsent(checkpoint, id -> new Row(++added));
            boolean isHeld = row.claimed
                    && row.next.filter(next -> next.isAfter(clock.instant())).isPresent();
            if (!isHeld) {
                row.tries = 0;
                row.added = ++added;
                row.claimed = false;
                row.next = Optional.of(Instant.MIN);
            }
        }
    }

    private void update() {
        rows.keySet().removeIf(id -> checkpoints.find(id).isEmpty());
        checkpoints.inUse().forEach(checkpoint -> rows.computeIfAbsent(checkpoint.id(), id -> new Row(++added)));
    }

    @Override
    public synchronized Optional<Claim> claim(Duration lease) {
        update();
        return rows.entrySet().stream()
                .filter(row -> row.getValue()
                        .next
                        .filter(next -> !next.isAfter(clock.instant()))
                        .isPresent())
                .min(Comparator.comparing(Map.Entry::getValue, ORDER))
                .map(row -> {
                    row.getValue().attempt++;
                    row.getValue().tries++;
                    row.getValue().claimed = true;
                    row.getValue().next = Optional.of(clock.instant().plus(lease));
                    return new Claim(
                            row.getKey(),
                            row.getValue().attempt,
                            row.getValue().tries,
                            checkpoints.hashes(row.getKey()));
                });
    }

    @Override
    public synchronized boolean renewLease(Claim claim, Duration lease) {
        Optional<Row> held = held(claim);
        held.ifPresent(row -> row.next = Optional.of(clock.instant().plus(lease)));
        return held.isPresent();
    }

    @Override
    public Optional<ModelHashes> known(String sha256) {
        return checkpoints.known(sha256);
    }

    @Override
    public synchronized boolean record(Claim claim, int position, ModelHashes found) {
        boolean isHeld = held(claim).isPresent();
        if (isHeld) {
            checkpoints.hash(claim.job(), position, found);
        }
        return isHeld;
    }

    @Override
    public synchronized void complete(Claim claim) {
        held(claim).ifPresent(row -> {
            row.attempt = 0;
            row.tries = 0;
            row.claimed = false;
            row.next = Optional.empty();
        });
    }

    @Override
    public synchronized void requeue(Claim claim, Duration pause) {
        held(claim).ifPresent(row -> {
            row.claimed = false;
            row.next = Optional.of(clock.instant().plus(pause));
        });
    }

    private Optional<Row> held(Claim claim) {
        return Optional.ofNullable(rows.get(claim.job()))
                .filter(row -> row.claimed && row.attempt == claim.attempt())
                .filter(row ->
                        row.next.filter(next -> next.isAfter(clock.instant())).isPresent())
                .filter(row -> checkpoints.find(claim.job()).isPresent());
    }

    @Override
    public Map<CheckpointId, Map<Integer, ModelHashes>> find(Collection<CheckpointId> wanted) {
        Map<CheckpointId, Map<Integer, ModelHashes>> found = new HashMap<>();
        wanted.forEach(id -> found.put(id, checkpoints.hashes(id)));
        found.values().removeIf(Map::isEmpty);
        return found;
    }
}
