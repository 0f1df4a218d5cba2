package dev.atelier.persistence.checkpoint;

import dev.atelier.persistence.DatabaseClock;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Statements about imports. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ImportDao extends GenericRepository<ImportFileEntity, UUID> {

    /** True for a claim only while its lease has not expired. */
    String FENCE =
            "checkpoint_import.checkpoint_id = :id and attempt = :attempt and claimed and next_try > current_timestamp";

    /** An import that is due. */
    @Introspected
    record Due(UUID checkpointId, int attempt) {}

    @Query(
            """
            insert into checkpoint_import (checkpoint_id, attempt, claimed, next_try)
            values (:id, 0, false, current_timestamp)""")
    void insert(UUID id);

    @Query("insert into checkpoint_import_file (checkpoint_id, position, url) values (:id, :position, :url)")
    void addFile(UUID id, int position, String url);

    @Query(
            """
            select checkpoint_id, attempt from checkpoint_import where next_try <= current_timestamp
            order by next_try fetch next 16 rows only""")
    List<Due> due();

    /** Locks the import if it is still waiting and no other transaction holds its lock. */
    @Query(
            """
            select checkpoint_id, attempt from checkpoint_import
            where checkpoint_id = :id and next_try <= current_timestamp for update skip locked""")
    Optional<Due> lockDue(UUID id);

    @Query("update checkpoint_import set attempt = :attempt, claimed = true, next_try = " + DatabaseClock.SQL
            + " where checkpoint_id = :id")
    int take(UUID id, int attempt, BigDecimal seconds);

    @Query("update checkpoint_import set next_try = " + DatabaseClock.SQL + " where " + FENCE)
    int renew(UUID id, int attempt, BigDecimal seconds);

    @Query("update checkpoint_import set claimed = false, next_try = " + DatabaseClock.SQL + " where " + FENCE)
    int putBack(UUID id, int attempt, BigDecimal seconds);

    @Query("delete from checkpoint_import where " + FENCE)
    int remove(UUID id, int attempt);

    @Query("update checkpoint_import_file set name = :name, location = :location, sha256 = :sha256"
            + " where checkpoint_id = :id and position = :position and exists (select 1 from checkpoint_import where "
            + FENCE + ")")
    int keep(UUID id, int attempt, int position, String name, String location, String sha256);

    @Query(
            """
            select checkpoint_id, position, url, name, location, sha256 from checkpoint_import_file
            where checkpoint_id = :id order by position""")
    List<ImportFileEntity> files(UUID id);
}
