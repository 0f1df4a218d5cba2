package dev.atelier.application.testing;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.checkpoint.BorrowedFileGoneException;
import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.application.checkpoint.ImportStatus;
import dev.atelier.application.checkpoint.ImportTransfer;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.ModelFile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Imports in memory. */
public class InMemoryCheckpointImportQueue implements CheckpointImportQueue {

    private final InMemoryCheckpointRepository checkpoints;
    private final Clock clock;
    private final Map<CheckpointId, Row> rows = new LinkedHashMap<>();

    private static final class Row {
        private final UserName user;
        private final List<ImportSource> sources;
        private final Map<Integer, ModelFile> kept = new HashMap<>();
        private final Set<Integer> borrowed = new HashSet<>();
        private final long[] bytes;
        private final OptionalLong[] sizes;
        private int attempt;
        private int before;
        private boolean claimed;
        private boolean paused;
        private long rate;
        private Instant since;
        private Instant next;
        private Instant ended;
        private ImportStatus.State outcome;

        Row(UserName user, List<ImportSource> sources, Instant now) {
            this.user = user;
            this.sources = sources;
            this.bytes = new long[sources.size()];
            this.sizes = sources.stream().map(ImportSource::size).toArray(OptionalLong[]::new);
            this.since = now;
            this.next = now;
        }

        boolean runs(Instant now) {
            return ended == null && claimed && next.isAfter(now);
        }
    }

    public InMemoryCheckpointImportQueue(InMemoryCheckpointRepository checkpoints, Clock clock) {
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    @Override
    public synchronized void add(Checkpoint checkpoint, List<ImportSource> sources, int most) {
        forgetDeleted();
        long present = rows.values().stream()
                .filter(row -> row.ended == null && row.user.equals(checkpoint.creator()))
                .count();
        if (present >= most) {
            throw new CapacityExceededException("user " + checkpoint.creator() + " has " + present
                    + " imports in progress, and at most " + most + " are allowed (atelier.import.per-user)");
        }
        checkpoints.add(checkpoint);
        rows.put(checkpoint.id(), new Row(checkpoint.creator(), sources, clock.instant()));
    }

    private void forgetDeleted() {
        rows.keySet().removeIf(id -> checkpoints.find(id).isEmpty());
    }

    @Override
    public synchronized Optional<Claim> claim(Duration lease) {
        forgetDeleted();
        Instant now = clock.instant();
        return rows.entrySet().stream()
                .filter(row -> row.getValue().ended == null && !row.getValue().paused)
                .filter(row -> !row.getValue().next.isAfter(now))
                .min(Comparator.comparing((Map.Entry<CheckpointId, Row> row) -> running(row.getValue().user, now))
                        .thenComparing(row -> row.getValue().next))
                .map(due -> {
                    Row row = due.getValue();
                    row.attempt++;
                    row.claimed = true;
                    row.next = now.plus(lease);
                    return new Claim(
                            due.getKey(),
                            row.attempt,
                            row.sources,
                            row.kept,
                            row.borrowed,
                            row.attempt - row.before,
                            row.since);
                });
    }

    private long running(UserName user, Instant now) {
        return rows.values().stream()
                .filter(row -> row.user.equals(user) && row.runs(now))
                .count();
    }

    @Override
    public synchronized boolean renewLease(Claim claim, Duration lease, ImportTransfer.Progress progress) {
        Optional<Row> held = held(claim);
        held.ifPresent(row -> {
            row.next = clock.instant().plus(lease);
            row.rate = progress.bytesPerSecond();
            if (!row.kept.containsKey(progress.position())) {
                row.bytes[progress.position()] = progress.bytes();
                if (progress.size().isPresent()) {
                    row.sizes[progress.position()] = progress.size();
                }
            }
        });
        return held.isPresent();
    }

    @Override
    public synchronized boolean recordFile(Claim claim, int position, ModelFile file, long bytes, boolean borrowed) {
        Optional<Row> held = held(claim);
        held.ifPresent(row -> {
            row.kept.put(position, file);
            row.bytes[position] = bytes;
            row.sizes[position] = OptionalLong.of(bytes);
            if (borrowed) {
                row.borrowed.add(position);
            }
        });
        return held.isPresent();
    }

    @Override
    public synchronized void forgetBorrowed(Claim claim) {
        held(claim).ifPresent(row -> {
            row.borrowed.forEach(at -> {
                row.kept.remove(at);
                row.sizes[at] = OptionalLong.empty();
            });
            row.borrowed.clear();
        });
    }

    @Override
    public synchronized Optional<Checkpoint> complete(Claim claim, Checkpoint ended) {
        Optional<Row> held = held(claim);
        if (held.isEmpty()) {
            return Optional.empty();
        }
        Row row = held.get();
        boolean active = ended.status() == CheckpointStatus.ACTIVE;
        if (active
                && row.borrowed.stream()
                        .anyMatch(at -> having(row.kept.get(at).sha256()).isEmpty())) {
            throw new BorrowedFileGoneException("a file is gone");
        }
        Optional<Checkpoint> now = checkpoints.updateDeduplicated(ended, CheckpointStatus.INITIAL);
        end(row, active ? ImportStatus.State.SUCCEEDED : ImportStatus.State.FAILED, clock.instant());
        return now;
    }

    private static void end(Row row, ImportStatus.State outcome, Instant now) {
        row.ended = now;
        row.outcome = outcome;
    }

    @Override
    public synchronized void requeue(Claim claim, Duration pause) {
        held(claim).ifPresent(row -> {
            row.claimed = false;
            row.next = clock.instant().plus(pause);
        });
    }

    @Override
    public synchronized boolean pause(CheckpointId id) {
        Optional<Row> row = live(id);
        row.ifPresent(found -> {
            found.paused = true;
            found.claimed = false;
        });
        return row.isPresent();
    }

    @Override
    public synchronized boolean resume(CheckpointId id) {
        Optional<Row> row = live(id);
        row.filter(found -> found.paused).ifPresent(found -> {
            found.paused = false;
            found.next = clock.instant().plus(RESUMPTION);
            found.since = clock.instant();
            found.before = found.attempt;
        });
        return row.isPresent();
    }

    @Override
    public synchronized Optional<Checkpoint> cancel(Checkpoint ended, Instant now) {
        return live(ended.id()).flatMap(row -> {
            end(row, ImportStatus.State.CANCELLED, now);
            return checkpoints.updateDeduplicated(ended, CheckpointStatus.INITIAL);
        });
    }

    @Override
    public synchronized Optional<ImportStatus> find(CheckpointId id) {
        return checkpoints.find(id).filter(found -> rows.containsKey(id)).map(this::status);
    }

    @Override
    public synchronized Page<ImportStatus> list(Optional<UserName> user, Optional<Cursor> after, int limit) {
        forgetDeleted();
        return KeysetPaging.page(
                rows.entrySet().stream()
                        .filter(row -> user.isEmpty() || user.get().equals(row.getValue().user))
                        .map(row -> status(checkpoints.find(row.getKey()).orElseThrow())),
                status -> new Cursor(
                        status.checkpoint().created(), status.checkpoint().id().value()),
                after,
                limit);
    }

    private ImportStatus status(Checkpoint checkpoint) {
        Row row = rows.get(checkpoint.id());
        boolean known = List.of(row.sizes).stream().allMatch(OptionalLong::isPresent);
        return new ImportStatus(
                checkpoint,
                state(row),
                LongStream.of(row.bytes).sum(),
                known
                        ? OptionalLong.of(List.of(row.sizes).stream()
                                .mapToLong(OptionalLong::getAsLong)
                                .sum())
                        : OptionalLong.empty(),
                row.runs(clock.instant()) ? row.rate : 0,
                Optional.ofNullable(row.ended));
    }

    private ImportStatus.State state(Row row) {
        if (row.ended != null) {
            return row.outcome;
        }
        if (row.paused) {
            return ImportStatus.State.PAUSED;
        }
        return row.runs(clock.instant()) ? ImportStatus.State.RUNNING : ImportStatus.State.WAITING;
    }

    @Override
    public synchronized Set<CheckpointId> inProgress(Collection<CheckpointId> ids) {
        return ids.stream().filter(id -> live(id).isPresent()).collect(Collectors.toSet());
    }

    @Override
    public List<Checkpoint> having(String sha256) {
        return checkpoints.having(sha256);
    }

    private Optional<Row> live(CheckpointId id) {
        return Optional.ofNullable(rows.get(id))
                .filter(row -> row.ended == null && checkpoints.find(id).isPresent());
    }

    private Optional<Row> held(Claim claim) {
        return live(claim.job())
                .filter(row -> row.claimed && row.attempt == claim.attempt())
                .filter(row -> row.next.isAfter(clock.instant()));
    }
}
