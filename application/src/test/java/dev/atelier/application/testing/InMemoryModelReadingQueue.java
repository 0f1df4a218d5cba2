package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ModelHashRepository;
import dev.atelier.application.checkpoint.ModelReadingQueue;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelHashes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files to be read of these checkpoints, and their hashes, in memory. */
public class InMemoryModelReadingQueue implements ModelReadingQueue, ModelHashRepository {

    private static final CheckpointRepository.Filter ACTIVE =
            new CheckpointRepository.Filter(List.of(), List.of(), List.of(CheckpointStatus.ACTIVE));

    private final InMemoryCheckpointRepository checkpoints;
    private final Clock clock;
    private final Map<CheckpointId, Row> rows = new LinkedHashMap<>();

    /** One that was seen Active once; without a time when it does not wait. */
    private static final class Row {
        private int attempt;
        private boolean claimed;
        private Optional<Instant> next = Optional.of(Instant.MIN);
    }

    public InMemoryModelReadingQueue(InMemoryCheckpointRepository checkpoints, Clock clock) {
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    @Override
    public synchronized void add(CheckpointId checkpoint) {
        update();
        if (checkpoints.find(checkpoint).isPresent()) {
            Row row = rows.computeIfAbsent(checkpoint, id -> new Row());
            row.next = row.next.or(() -> Optional.of(Instant.MIN));
        }
    }

    private void update() {
        rows.keySet().removeIf(id -> checkpoints.find(id).isEmpty());
        checkpoints.find(ACTIVE, 1, Integer.MAX_VALUE).items().stream()
                .filter(checkpoint -> checkpoint.origin() == Checkpoint.Origin.STORE)
                .forEach(checkpoint -> rows.computeIfAbsent(checkpoint.id(), id -> new Row()));
    }

    @Override
    public synchronized Optional<Claim> claim(Duration lease) {
        update();
        return rows.entrySet().stream()
                .filter(row -> row.getValue()
                        .next
                        .filter(next -> !next.isAfter(clock.instant()))
                        .isPresent())
                .findFirst()
                .map(row -> {
                    row.getValue().attempt++;
                    row.getValue().claimed = true;
                    row.getValue().next = Optional.of(clock.instant().plus(lease));
                    return new Claim(row.getKey(), row.getValue().attempt, checkpoints.hashes(row.getKey()));
                });
    }

    @Override
    public synchronized boolean renewLease(Claim claim, Duration lease) {
        Optional<Row> held = held(claim);
        held.ifPresent(row -> row.next = Optional.of(clock.instant().plus(lease)));
        return held.isPresent();
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
