package dev.atelier.persistence.checkpoint;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Statements about hashes of model files, and about the queue of those to be read, except those of its claims. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ModelHashDao extends GenericRepository<ModelHashEntity, UUID> {

    String SELECT = "select " + ModelHashEntity.COLUMNS + " from model_hash where ";

    @Query(SELECT + "checkpoint_id in (:ids)")
    List<ModelHashEntity> find(Collection<UUID> ids);

    /** Those of a file of these bytes, with all of them if there is one. */
    @Query(SELECT + "auto_v2 = :autoV2 and sha256 = :sha256 order by auto_v3 nulls last fetch first 1 rows only")
    Optional<ModelHashEntity> ofBytes(String autoV2, String sha256);

    @Query("""
            insert into model_hash (checkpoint_id, position, sha256, auto_v2, auto_v3, legacy)
            values (:id, :position, :sha256, :autoV2, :autoV3, :legacy) on conflict do nothing""")
    void insert(UUID id, int position, String sha256, String autoV2, @Nullable String autoV3, String legacy);

    @Query("""
            insert into model_reading (checkpoint_id, attempt, tries, claimed, next_try)
            select id, 0, 0, false, current_timestamp from checkpoint where id = :id on conflict do nothing""")
    void enqueue(UUID id);

    /** Ends the pause of one that waits. */
    @Query("""
            update model_reading set tries = 0, claimed = false, next_try = current_timestamp
            where checkpoint_id = :id and not (claimed and next_try > current_timestamp)""")
    void hasten(UUID id);

    @Query("""
            insert into model_reading (checkpoint_id, attempt, tries, claimed, next_try)
            select id, 0, 0, false, current_timestamp from checkpoint where id = :id
                and not exists (select 1 from model_hash where checkpoint_id = :id)
            on conflict do nothing""")
    void enqueueWithoutHashes(UUID id);
}
