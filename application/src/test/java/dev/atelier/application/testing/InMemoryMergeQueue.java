package dev.atelier.application.testing;

import dev.atelier.application.merge.MergeQueue;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Merges in memory. */
public class InMemoryMergeQueue implements MergeQueue {

    private final InMemoryCheckpointRepository checkpoints;
    private final Clock clock;
    private final Map<MergeId, MergeJob> jobs = new LinkedHashMap<>();
    private final Map<MergeId, Turn> queue = new LinkedHashMap<>();

    /** Whether the merge is claimed, and until when; else from when on it can be. */
    private record Turn(int attempt, boolean claimed, Instant next) {}

    public InMemoryMergeQueue(InMemoryCheckpointRepository checkpoints, Clock clock) {
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    @Override
    public synchronized void add(MergeJob merge, Checkpoint checkpoint) {
        if (queue.size() >= MAX_AT_ONCE) {
            throw new CapacityExceededException(queue.size() + " merges have not ended yet");
        }
        checkpoints.add(checkpoint);
        jobs.put(merge.id(), merge);
        queue.put(merge.id(), new Turn(0, false, Instant.MIN));
    }

    @Override
    public synchronized Optional<MergeJob> find(MergeId id) {
        return Optional.ofNullable(jobs.get(id));
    }

    @Override
    public synchronized Optional<Claim> claim(Duration lease) {
        Instant now = clock.instant();
        if (queue.values().stream()
                .anyMatch(turn -> turn.claimed() && turn.next().isAfter(now))) {
            return Optional.empty();
        }
        return queue.entrySet().stream()
                .filter(entry -> !entry.getValue().next().isAfter(now))
                .findFirst()
                .map(entry -> new Claim(entry.getKey(), entry.getValue().attempt() + 1))
                .map(claim -> {
                    queue.put(claim.job(), new Turn(claim.attempt(), true, now.plus(lease)));
                    return claim;
                });
    }

    @Override
    public synchronized boolean renewLease(Claim claim, double progress, Duration lease) {
        boolean holds =
                holds(claim) && checkpoints.find(claim.job().checkpoint()).isPresent();
        if (holds) {
            queue.put(
                    claim.job(), new Turn(claim.attempt(), true, clock.instant().plus(lease)));
            jobs.computeIfPresent(
                    claim.job(),
                    (id, job) -> new MergeJob(
                            id,
                            job.user(),
                            job.recipe(),
                            job.status(),
                            progress,
                            job.error(),
                            job.created(),
                            job.ended()));
        }
        return holds;
    }

    @Override
    public synchronized Optional<Checkpoint> complete(Claim claim, MergeJob ended, Checkpoint checkpoint) {
        if (!holds(claim)) {
            return Optional.empty();
        }
        Optional<Checkpoint> now = checkpoints.updateDeduplicated(checkpoint, CheckpointStatus.INITIAL);
        now.ifPresent(updated -> complete(claim, ended));
        return now;
    }

    @Override
    public synchronized boolean complete(Claim claim, MergeJob failed) {
        boolean holds = holds(claim);
        if (holds) {
            queue.remove(claim.job());
            jobs.put(failed.id(), failed);
        }
        return holds;
    }

    @Override
    public synchronized void requeue(Claim claim, Duration pause) {
        if (holds(claim)) {
            queue.put(
                    claim.job(),
                    new Turn(claim.attempt(), false, clock.instant().plus(pause)));
        }
    }

    private boolean holds(Claim claim) {
        return Optional.ofNullable(queue.get(claim.job()))
                .filter(turn -> turn.claimed() && turn.attempt() == claim.attempt())
                .filter(turn -> turn.next().isAfter(clock.instant()))
                .isPresent();
    }
}
