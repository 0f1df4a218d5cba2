package dev.atelier.persistence.checkpoint;

import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Statements about imports, except those of their claims and lists. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ImportDao extends GenericRepository<ImportFileEntity, UUID> {

    String HELD = " and exists (select 1 from checkpoint_import i where i.checkpoint_id = :id"
            + " and i.attempt = :attempt and i.claimed and i.next_try > current_timestamp)";

    /** Until the end of the transaction no other that does this for the user goes on. */
    @Query("select name from app_user where name = :user for update")
    List<String> lock(String user);

    @Query("select count(*) from checkpoint_import where user_name = :user")
    int count(String user);

    @Query("""
            insert into checkpoint_import (checkpoint_id, user_name, attempt, claimed, next_try, since)
            values (:id, :user, 0, false, current_timestamp, :since)""")
    void insert(UUID id, String user, @UtcTimestamp Instant since);

    @Query("insert into import_record (checkpoint_id, user_name, created) values (:id, :user, :created)")
    void addRecord(UUID id, String user, @UtcTimestamp Instant created);

    @Query("""
            insert into checkpoint_import_file (checkpoint_id, position, url, known_name, expected, total)
            values (:id, :position, :url, :knownName, :expected, :total)""")
    void addFile(
            UUID id,
            int position,
            String url,
            @Nullable String knownName,
            @Nullable String expected,
            @Nullable Long total);

    /** Does nothing to a file that need not be fetched any more. */
    @Query("""
            update checkpoint_import_file set bytes = :bytes, total = coalesce(:total, total)
            where checkpoint_id = :id and position = :position and name is null""")
    int progress(UUID id, int position, long bytes, @Nullable Long total);

    /** Does nothing when the claim is lost. */
    @Query("""
            update checkpoint_import_file set name = :name, location = :location, sha256 = :sha256, bytes = :bytes,
                total = :bytes, borrowed = :borrowed
            where checkpoint_id = :id and position = :position""" + HELD)
    int keep(
            UUID id,
            int attempt,
            int position,
            String name,
            String location,
            String sha256,
            long bytes,
            boolean borrowed);

    @Query("""
            update checkpoint_import_file set name = null, location = null, sha256 = null, total = null, borrowed = false
            where checkpoint_id = :id and borrowed""" + HELD)
    int forgetBorrowed(UUID id, int attempt);

    @Query("select f.* from checkpoint_import_file f where f.checkpoint_id = :id order by f.position")
    List<ImportFileEntity> files(UUID id);

    @Query("""
            update checkpoint_import set paused = true, claimed = false, next_try = :never
            where checkpoint_id = :id and not paused""")
    int pause(UUID id, @UtcTimestamp Instant never);

    @Query("update checkpoint_import set paused = false, next_try = " + DatabaseClock.SQL
            + ", since = current_timestamp, attempts_before = attempt where checkpoint_id = :id and paused")
    int resume(UUID id, BigDecimal seconds);

    @Query("select count(*) from checkpoint_import where checkpoint_id = :id")
    int inProgress(UUID id);

    /** Locks the import, if there is one; waits for a statement of its worker. */
    @Query("select user_name from checkpoint_import where checkpoint_id = :id for update")
    List<String> lockImport(UUID id);

    /** Before the import is deleted. */
    @Query("""
            update import_record set ended = :ended, outcome = :outcome, bytes =
                (select coalesce(sum(f.bytes), 0) from checkpoint_import_file f where f.checkpoint_id = :id)
            where checkpoint_id = :id""")
    int end(UUID id, @UtcTimestamp Instant ended, String outcome);

    @Query("delete from checkpoint_import where checkpoint_id = :id")
    int delete(UUID id);
}
