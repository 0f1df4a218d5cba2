package dev.atelier.persistence.training;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.UUID;

/** Statements about the training queue, except those of its claims. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface TrainingQueueDao extends GenericRepository<TrainingEntity, UUID> {

    @Query("insert into training_queue (job_id, backend, queued, attempt, lease_until)"
            + " values (:job, :backend, current_timestamp, 0, date '2000-01-01')")
    void insert(UUID job, String backend);

    @Query("delete from training_queue where job_id = :job")
    int remove(UUID job);
}
