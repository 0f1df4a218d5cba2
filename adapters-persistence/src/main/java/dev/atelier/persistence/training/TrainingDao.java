package dev.atelier.persistence.training;

import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.persistence.NullableUtcTimestamp;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Statements about training jobs; each filter of a page has its index, as for inference jobs. Losses, which are long, are read of
 * one job alone.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface TrainingDao extends GenericRepository<TrainingEntity, UUID> {

    String SELECT =
            "select id, user_name, foundation, base_name, base_location, dataset, repeats, caption, options, params,"
                    + " input, output, backend, status, progress, models, error, created, started, ended from training_job where ";
    String AFTER = "created <= :created and (created < :created or id < :id)";
    String NEWEST_FIRST = "created desc, id desc fetch first :limit rows only";
    String LIVE = " where id = :id and status not in ('COMPLETED', 'FAILED', 'STOPPED')";

    TrainingEntity save(TrainingEntity row);

    Optional<TrainingEntity> findById(UUID id);

    @Query("select status from training_job where id = :id")
    Optional<TrainingStatus> status(UUID id);

    @Query("select losses from training_job where id = :id")
    Optional<String> losses(UUID id);

    @Query("update training_job set status = 'PENDING' where id = :id and status = 'INITIAL'")
    int queue(UUID id);

    @Query("update training_job set status = :status, progress = :progress, losses = :losses, started = :started"
            + LIVE)
    int report(UUID id, TrainingStatus status, String progress, String losses, @NullableUtcTimestamp Instant started);

    @Query("update training_job set status = :status, progress = :progress, models = :models, error = :error,"
            + " started = :started, ended = :ended" + LIVE)
    int end(
            UUID id,
            TrainingStatus status,
            String progress,
            String models,
            @Nullable String error,
            @NullableUtcTimestamp Instant started,
            @UtcTimestamp Instant ended);

    @Query("delete from training_job where id = :id")
    int delete(UUID id);

    @Query(SELECT + AFTER + " order by " + NEWEST_FIRST)
    List<TrainingEntity> page(@UtcTimestamp Instant created, UUID id, int limit);

    @Query(SELECT + "user_name = :user and " + AFTER + " order by user_name, " + NEWEST_FIRST)
    List<TrainingEntity> page(String user, @UtcTimestamp Instant created, UUID id, int limit);
}
