package dev.atelier.persistence.merge;

import dev.atelier.persistence.DatabaseClock;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.UUID;

/** Statements about the merge queue. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface MergeQueueDao extends GenericRepository<MergeQueueEntity, UUID> {

    /** True for a claim only while its lease has not expired. */
    String FENCE = " where merge_id = :merge and attempt = :attempt and turn = 1 and next_try > current_timestamp";

    @Query("insert into merge_queue (merge_id, attempt, next_try) values (:merge, 0, current_timestamp)")
    void insert(UUID merge);

    @Query("select count(*) from merge_queue")
    int count();

    /** The claimed merge, whether or not its lease has expired. */
    @Query("select merge_id, attempt from merge_queue where turn = 1")
    Optional<MergeQueueEntity> claimed();

    /** Returns a merge with an expired lease to the queue. */
    @Query("update merge_queue set turn = null where turn = 1 and next_try <= current_timestamp")
    int revoke();

    /** The next merge, unless another transaction is claiming it. */
    @Query(
            """
            select merge_id, attempt from merge_queue where turn is null and next_try <= current_timestamp
            order by place fetch first 1 rows only for update skip locked""")
    Optional<MergeQueueEntity> lockNext();

    @Query("update merge_queue set turn = 1, attempt = :attempt, next_try = " + DatabaseClock.SQL
            + " where merge_id = :merge")
    int take(UUID merge, int attempt, BigDecimal seconds);

    /** Renews the lease, unless the merge's checkpoint was deleted. */
    @Query("update merge_queue set next_try = " + DatabaseClock.SQL + FENCE
            + " and exists (select 1 from checkpoint where id = :merge)")
    int renew(UUID merge, int attempt, BigDecimal seconds);

    @Query("update merge_queue set turn = null, next_try = " + DatabaseClock.SQL + FENCE)
    int putBack(UUID merge, int attempt, BigDecimal seconds);

    /** Locks the row of a claim that still holds. */
    @Query("select merge_id, attempt from merge_queue" + FENCE + " for update")
    Optional<MergeQueueEntity> lockHeld(UUID merge, int attempt);

    @Query("delete from merge_queue where merge_id = :merge")
    int remove(UUID merge);
}
