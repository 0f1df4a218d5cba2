package dev.atelier.persistence.merge;

import dev.atelier.application.activity.Activity;
import dev.atelier.application.merge.MergeQueue;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.LeasedRows;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.checkpoint.CheckpointWriter;
import dev.atelier.persistence.event.EventOutbox;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Merges, in {@code merge_job} and {@code merge_queue}. */
@Singleton
public final class JdbcMergeQueue implements MergeQueue {

    private static final LeasedRows.Table TABLE = new LeasedRows.Table(
            "merge_queue",
            "merge_id",
            "next_try",
            "turn is null and next_try <= current_timestamp",
            "turn = 1 and next_try > current_timestamp",
            "turn = 1");

    private final MergeDao rows;
    private final MergeQueueDao queue;
    private final LeasedRows<MergeId> claims;
    private final CheckpointWriter checkpoints;
    private final MergeJsonColumns json;
    private final TransactionTemplate transactionTemplate;
    private final EventOutbox outbox;

    JdbcMergeQueue(
            MergeDao rows,
            MergeQueueDao queue,
            CheckpointWriter checkpoints,
            MergeJsonColumns json,
            JdbcOperations jdbc,
            TransactionTemplate transactionTemplate,
            EventOutbox outbox) {
        this.rows = rows;
        this.queue = queue;
        this.claims = new LeasedRows<>(jdbc, transactionTemplate, TABLE, MergeId::value);
        this.checkpoints = checkpoints;
        this.json = json;
        this.transactionTemplate = transactionTemplate;
        this.outbox = outbox;
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
        return LeasedRows.unlessTaken(() -> transactionTemplate.execute(() -> take(lease)));
    }

    private Optional<Claim> take(Duration lease) {
        queue.revoke();
        Optional<Claim> taken = claims.claimFirst(
                claims.candidates("and not exists (select 1 from merge_queue where turn = 1) order by place"),
                lease,
                (attempt, row) -> new Claim(new MergeId(row.getObject("merge_id", UUID.class)), attempt));
        taken.ifPresent(claim -> outbox.reportOnceCommitted(new Activity.MergeStarted(claim.job(), claim.attempt())));
        return taken;
    }

    @Override
    public boolean renewLease(Claim claim, double progress, Duration lease) {
        return transactionTemplate.execute(
                () -> claims.renew(claim, lease) && rows.report(claim.job().value(), progress) > 0);
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

    /** Locks the row, so that the claim is not lost before the transaction ends. */
    private boolean holds(Claim claim) {
        return claims.update(claim, "turn = 1");
    }

    private void end(MergeJob ended) {
        queue.remove(ended.id().value());
        rows.end(ended.id().value(), ended.status(), ended.progress(), ended.error(), ended.ended());
        outbox.reportOnceCommitted(new Activity.MergeEnded(ended));
    }

    @Override
    public void requeue(Claim claim, Duration pause) {
        claims.update(claim, "turn = null, next_try = " + LeasedRows.UNTIL, DatabaseClock.seconds(pause));
    }
}
