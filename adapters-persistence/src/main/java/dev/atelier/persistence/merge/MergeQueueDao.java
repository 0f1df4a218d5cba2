package dev.atelier.persistence.merge;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.UUID;

/** Statements about the merge queue, except those of its claims. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface MergeQueueDao extends GenericRepository<MergeEntity, UUID> {

    @Query("insert into merge_queue (merge_id, attempt, next_try) values (:merge, 0, current_timestamp)")
    void insert(UUID merge);

    @Query("select count(*) from merge_queue")
    int count();

    /** Returns a merge with an expired lease to the queue. */
    @Query("update merge_queue set turn = null where turn = 1 and next_try <= current_timestamp")
    int revoke();

    @Query("delete from merge_queue where merge_id = :merge")
    int remove(UUID merge);
}
