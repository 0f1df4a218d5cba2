package dev.atelier.persistence.merge;

import dev.atelier.domain.merge.MergeStatus;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Statements about merges. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface MergeDao extends GenericRepository<MergeEntity, UUID> {

    MergeEntity save(MergeEntity row);

    Optional<MergeEntity> findById(UUID id);

    /** Does nothing when the merge's checkpoint was deleted. */
    @Query("update merge_job set progress = :progress where id = :id"
            + " and exists (select 1 from checkpoint where id = :id)")
    int report(UUID id, double progress);

    @Query("update merge_job set status = :status, progress = :progress, error = :error, ended = :ended where id = :id")
    int end(UUID id, MergeStatus status, double progress, @Nullable String error, @UtcTimestamp Instant ended);
}
