package dev.atelier.persistence.training;

import dev.atelier.persistence.DatabaseClock;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Statements about the training queue. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface TrainingQueueDao extends GenericRepository<TrainingQueueEntity, UUID> {

    /** True for a claim until another worker claims the job. */
    String FENCE = " where job_id = :job and worker = :worker and attempt = :attempt";

    String SELECT = "select job_id, attempt, queued from training_queue where ";

    String FREE = "lease_until <= current_timestamp";

    @Query("insert into training_queue (job_id, backend, queued, attempt, lease_until)"
            + " values (:job, :backend, current_timestamp, 0, date '2000-01-01')")
    void insert(UUID job, String backend);

    @Query(SELECT + "worker = :worker")
    Optional<TrainingQueueEntity> ofWorker(String worker);

    /** Reads without locks. */
    @Query("select job_id from training_queue where backend = :backend and " + FREE
            + " order by backend, place fetch first :limit rows only")
    List<UUID> free(String backend, int limit);

    /** Locks the job if it is still free and no other transaction holds its lock. */
    @Query(SELECT + "job_id = :job and " + FREE + " for update skip locked")
    Optional<TrainingQueueEntity> lockFree(UUID job);

    @Query("update training_queue set worker = :worker, attempt = :attempt, lease_until = " + DatabaseClock.SQL
            + " where job_id = :job")
    int take(UUID job, String worker, int attempt, BigDecimal seconds);

    @Query("update training_queue set lease_until = " + DatabaseClock.SQL + FENCE)
    int renew(UUID job, String worker, int attempt, BigDecimal seconds);

    @Query("delete from training_queue" + FENCE)
    int remove(UUID job, String worker, int attempt);

    @Query("delete from training_queue where job_id = :job")
    int remove(UUID job);
}
