package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Imports in memory. */
public class InMemoryCheckpointImportQueue implements CheckpointImportQueue {

    private final InMemoryCheckpointRepository checkpoints;
    private final Clock clock;
    private final Map<CheckpointId, Row> rows = new LinkedHashMap<>();

    private static final class Row {
        private final List<SourceUrl> urls;
        private final Map<Integer, ModelFile> kept = new HashMap<>();
        private int attempt;
        private boolean claimed;
        private Instant next = Instant.MIN;

        Row(List<SourceUrl> urls) {
            this.urls = urls;
        }
    }

    public InMemoryCheckpointImportQueue(InMemoryCheckpointRepository checkpoints, Clock clock) {
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    @Override
    public synchronized void add(Checkpoint checkpoint, List<SourceUrl> urls) {
        checkpoints.add(checkpoint);
        rows.put(checkpoint.id(), new Row(urls));
    }

    @Override
    public synchronized Optional<Claim> claim(Duration lease) {
        rows.keySet().removeIf(id -> checkpoints.find(id).isEmpty());
        Optional<CheckpointId> due = rows.entrySet().stream()
                .filter(row -> !row.getValue().next.isAfter(clock.instant()))
                .map(Map.Entry::getKey)
                .findFirst();
        return due.map(id -> {
            Row row = rows.get(id);
            row.attempt++;
            row.claimed = true;
            row.next = clock.instant().plus(lease);
            return new Claim(id, row.attempt, row.urls, row.kept);
        });
    }

    @Override
    public synchronized boolean renewLease(Claim claim, Duration lease) {
        return held(claim).map(row -> row.next = clock.instant().plus(lease)).isPresent();
    }

    @Override
    public synchronized boolean recordFile(Claim claim, int position, ModelFile file) {
        Optional<Row> held = held(claim);
        held.ifPresent(row -> row.kept.put(position, file));
        return held.isPresent();
    }

    @Override
    public synchronized Optional<Checkpoint> complete(Claim claim, Checkpoint ended) {
        if (held(claim).isEmpty()) {
            return Optional.empty();
        }
        Optional<Checkpoint> now = checkpoints.updateDeduplicated(ended, CheckpointStatus.INITIAL);
        rows.remove(claim.job());
        return now;
    }

    @Override
    public synchronized void requeue(Claim claim, Duration pause) {
        held(claim).ifPresent(row -> {
            row.claimed = false;
            row.next = clock.instant().plus(pause);
        });
    }

    private Optional<Row> held(Claim claim) {
        return Optional.ofNullable(rows.get(claim.job()))
                .filter(row -> row.claimed && row.attempt == claim.attempt())
                .filter(row -> row.next.isAfter(clock.instant()))
                .filter(row -> checkpoints.find(claim.job()).isPresent());
    }
}
