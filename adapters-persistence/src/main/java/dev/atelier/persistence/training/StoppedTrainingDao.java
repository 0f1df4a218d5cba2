package dev.atelier.persistence.training;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.UUID;

/** Statements about stopped trainings, except those of their claims. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface StoppedTrainingDao extends GenericRepository<TrainingEntity, UUID> {

    @Query("insert into stopped_training (job_id, backend, user_name, output, output_name, lease_until)"
            + " values (:job, :backend, :user, :output, :outputName, date '2000-01-01')")
    void insert(UUID job, String backend, String user, String output, String outputName);

    @Query("delete from stopped_training where job_id = :job")
    int remove(UUID job);

    @Query("delete from stopped_training where stopped < current_timestamp - interval '30' day")
    void removeOld();
}
