package dev.atelier.persistence.merge;

import dev.atelier.application.merge.MergeQueue;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.UniqueViolation;
import dev.atelier.persistence.checkpoint.CheckpointWriter;
import io.micronaut.data.exceptions.DataAccessException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/**
 * Merge queue, in {@code merge_job} and {@code merge_queue}. The attempt number of a claim is its fencing token, since
 * it grows with every claim. Times of the queue are the database's, so that replicas agree on them.
 */
@Singleton
public final class JdbcMergeQueue implements MergeQueue {

    private final MergeDao rows;
    private final MergeQueueDao queue;
    private final CheckpointWriter checkpoints;
    private final MergeJsonColumns json;
    private final TransactionTemplate transactionTemplate;

    JdbcMergeQueue(
            MergeDao rows,
            MergeQueueDao queue,
            CheckpointWriter checkpoints,
            MergeJsonColumns json,
            TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.queue = queue;
        this.checkpoints = checkpoints;
        this.json = json;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public void add(MergeJob merge, Checkpoint checkpoint) {
        checkpoints.write(checkpoint, () -> {
            requireCapacity();
            checkpoints.insert(checkpoint);
            rows.save(MergeEntity.of(merge, json));
            queue.insert(merge.id().value());
            return merge;
        });
    }

    private void requireCapacity() {
        int all = queue.count();
        if (all >= MAX_AT_ONCE) {
            throw new CapacityExceededException(all + " merges are pending or running, and " + MAX_AT_ONCE
                    + " are allowed; try again when one has ended");
        }
    }

    @Override
    public Optional<MergeJob> find(MergeId id) {
        return rows.findById(id.value()).map(row -> row.toJob(json));
    }

    @Override
    public Optional<Claim> claim(Duration lease) {
        try {
            return transactionTemplate.execute(() -> take(lease));
        } catch (DataAccessException e) {
            if (UniqueViolation.isCauseOf(e)) {
                return Optional.empty(); // another worker claimed the merge concurrently
            }
            throw e;
        }
    }

    private Optional<Claim> take(Duration lease) {
        queue.revoke();
        if (queue.claimed().isPresent()) {
            return Optional.empty();
        }
        return queue.lockNext().map(next -> {
            Claim claim = new Claim(new MergeId(next.mergeId()), next.attempt() + 1);
            queue.take(next.mergeId(), claim.attempt(), DatabaseClock.seconds(lease));
            return claim;
        });
    }

    @Override
    public boolean renewLease(Claim claim, double progress, Duration lease) {
        return transactionTemplate.execute(
                () -> queue.renew(claim.merge().value(), claim.attempt(), DatabaseClock.seconds(lease)) > 0
                        && rows.report(claim.merge().value(), progress) > 0);
    }

    @Override
    public Optional<Checkpoint> complete(Claim claim, MergeJob ended, Checkpoint checkpoint) {
        return checkpoints.write(checkpoint, () -> {
            if (!holds(claim)) {
                return Optional.empty();
            }
            Optional<Checkpoint> now = checkpoints.updateSharing(checkpoint, CheckpointStatus.INITIAL);
            now.ifPresent(updated -> end(ended));
            return now;
        });
    }

    @Override
    public boolean complete(Claim claim, MergeJob failed) {
        return transactionTemplate.executeDurably(() -> {
            boolean holds = holds(claim);
            if (holds) {
                end(failed);
            }
            return holds;
        });
    }

    private boolean holds(Claim claim) {
        return queue.lockHeld(claim.merge().value(), claim.attempt()).isPresent();
    }

    private void end(MergeJob ended) {
        queue.remove(ended.id().value());
        rows.end(ended.id().value(), ended.status(), ended.progress(), ended.error(), ended.ended());
    }

    @Override
    public void requeue(Claim claim, Duration pause) {
        transactionTemplate.execute(
                () -> queue.putBack(claim.merge().value(), claim.attempt(), DatabaseClock.seconds(pause)));
    }
}
